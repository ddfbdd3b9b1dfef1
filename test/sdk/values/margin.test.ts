import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bankruptcyPrice,
  type Instrument,
  initialMargin,
  largestValue,
  liquidationPrice,
  maintenanceMargin,
  pnlAt,
  tierOf,
  valueAt,
} from '../../../src/sdk/index.ts';
import { cash, INVERSE, LINEAR, SPOT } from '../instruments.ts';

const usd = (dollars: number): number => dollars * 100;

/** A position as isolated margin holds it: nothing added to the initial margin of its entry. */
function opened(instrument: Instrument, quantity: number, entry: number, leverage: number, added = 0n) {
  const cost = valueAt(instrument, entry, quantity);
  return { holding: { quantity, cost }, margin: initialMargin(instrument, cost, leverage) + added };
}

describe('leverage tiers', () => {
  it('take their rate on the part of the value that is theirs, as Bybit illustrates', () => {
    // https://www.fourbit.net/en/help-center/article/Maintenance-Margin-USDT-Contract: 2,600,000 of BTCUSDT is 0.5 %
    // of the first 2,000,000 and 0.56 % of the rest.
    expect(maintenanceMargin(LINEAR, cash('2000000'))).toBe(cash('10000'));
    expect(maintenanceMargin(LINEAR, cash('2600000'))).toBe(cash('13360'));
    expect(maintenanceMargin(LINEAR, cash('-3000000'))).toBe(cash('15800'));
    expect(tierOf(LINEAR, cash('2000000.000000000001')).maxLeverage).toBe(90);
  });

  it('without a table are one tier at half the initial rate, and nothing for spot', () => {
    const { tiers: _none, ...plain } = LINEAR;
    expect(maintenanceMargin(plain, cash('20000'))).toBe(cash('100'));
    expect(maintenanceMargin(SPOT, cash('20000'))).toBe(0n);
    expect(initialMargin(SPOT, cash('20000'), 10)).toBe(cash('20000'));
  });

  it('say how much may be held at a leverage', () => {
    expect(largestValue(LINEAR, 100)).toBe(cash('2000000'));
    expect(largestValue(LINEAR, 81)).toBe(cash('2600000'));
    expect(largestValue(LINEAR, 101)).toBe(0n);
  });
});

describe('the liquidation price', () => {
  // Formulas: https://www.kbybit.com/en/help-center/article/Liquidation-Price-Calculation-under-Isolated-Mode-Unified-
  // Trading-Account (2026-05-27), the maintenance margin taken at the mark:
  //   inverse long  = size x (1 + MMR) / (size/entry + size/entry/leverage + extra + deduction)
  //   inverse short = size x (1 - MMR) / (size/entry - size/entry/leverage - extra - deduction)
  // The cases are those of the article; its earlier edition took the maintenance margin at the entry.
  it('of an inverse short, 60,000 at 50,000 with 10 times leverage', () => {
    // 60,000 x 0.995 / (1.2 - 0.12) = 55,277.777…, rounded down for a short
    const { holding, margin } = opened(INVERSE, -60_000, usd(50_000), 10);
    expect(liquidationPrice(INVERSE, holding, margin)).toBe(5_527_777);
  });

  it('of an inverse long, 10,000 at 8,000 with 50 times leverage', () => {
    // 10,000 x 1.005 / (1.25 + 0.025) = 7,882.352941…, rounded up for a long
    const { holding, margin } = opened(INVERSE, 10_000, usd(8000), 50);
    expect(liquidationPrice(INVERSE, holding, margin)).toBe(788_236);
  });

  it('of a linear long and short, against the numbers Bybit published with the maintenance taken at entry', () => {
    // https://testnet.bybit.com/en-US/help-center/s/article/Liquidation-Price-USDT-Contract: 1 BTC at 20,000 with 50
    // times: 19,700. At the mark: 19,600 / 0.995 = 19,698.492…
    const long = opened(LINEAR, 1000, usd(20_000), 50);
    expect(liquidationPrice(LINEAR, long.holding, long.margin)).toBe(1_969_850);
    // https://help.bybit.com/hc/en-us/articles/900000181046-Liquidation-Price-USDT-Contract-: short 1 BTC at 8,000
    // with 40 times: 8,160. At the mark: 8,200 / 1.005 = 8,159.203…
    const short = opened(LINEAR, -1000, usd(8000), 40);
    expect(liquidationPrice(LINEAR, short.holding, short.margin)).toBe(815_920);
  });

  it('of a linear long whose value is of the second tier takes its deduction too', () => {
    // (entry value - margin - deduction) / (size x (1 - MMR)): (2,600,000 - 260,000 - 1,200) / (130 x 0.9944) = 18,092.084…
    const { holding, margin } = opened(LINEAR, 130_000, usd(20_000), 10);
    expect(liquidationPrice(LINEAR, holding, margin)).toBe(1_809_209);
  });

  it('of an inverse long in cross margin takes all that stands behind it', () => {
    // 10,000 x 1.005 / (1.25 + 0.1) = 7,444.444…, rounded up for a long
    const { holding } = opened(INVERSE, 10_000, usd(8000), 50);
    expect(liquidationPrice(INVERSE, holding, cash('0.1'))).toBe(744_445);
  });

  it('in cross margin takes all that stands behind the position', () => {
    // The same article: 2 BTC long at 10,000, 2,000 available and 200 of initial margin. It falls 2,200 before nothing
    // is left, and less by the maintenance: (20,000 - 2,200) / (2 x 0.995) = 8,944.723…; 8,950 with it at entry.
    const cost = valueAt(LINEAR, usd(10_000), 2000);
    expect(liquidationPrice(LINEAR, { quantity: 2000, cost }, cash('2200'))).toBe(894_473);
  });

  it('moves away when margin is added, and is nowhere when nothing can reach it', () => {
    const { holding, margin } = opened(LINEAR, 1000, usd(20_000), 50, cash('1000'));
    expect(liquidationPrice(LINEAR, holding, margin)).toBe(1_869_347);
    expect(liquidationPrice(LINEAR, holding, cash('20000'))).toBeUndefined();
    // An inverse short with its whole value behind it gains in dollars what it loses in bitcoin.
    const short = opened(INVERSE, -10_000, usd(8000), 1);
    expect(liquidationPrice(INVERSE, short.holding, short.margin)).toBeUndefined();
    expect(liquidationPrice(SPOT, { quantity: 1_000_000, cost: cash('20000') }, 0n)).toBeUndefined();
    expect(liquidationPrice(LINEAR, { quantity: 0, cost: 0n }, 0n)).toBeUndefined();
  });

  it('lies between the entry and the bankruptcy price', () => {
    // https://www.bybit.com/en/help-center/article/Bankruptcy-Price-USDT-Contract: entry x (1 - 1 / leverage)
    const { holding, margin } = opened(LINEAR, 1000, usd(20_000), 50);
    expect(bankruptcyPrice(LINEAR, holding, margin)).toBe(usd(19_600));
    // Inverse long: entry x leverage / (leverage + 1).
    const inverse = opened(INVERSE, 10_000, usd(8000), 50);
    expect(bankruptcyPrice(INVERSE, inverse.holding, inverse.margin)).toBe(784_314);
  });

  it('is where margin and PnL no longer exceed the maintenance margin: not one unit nearer, and surely one beyond', () => {
    const quantity = fc.oneof(fc.integer({ min: -300_000, max: -1 }), fc.integer({ min: 1, max: 300_000 }));
    fc.assert(
      fc.property(
        fc.constantFrom(LINEAR, INVERSE),
        quantity,
        fc.integer({ min: 1000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 100 }),
        (instrument, units, entry, leverage) => {
          const contracts = instrument.kind === 'inverse' ? units * 50 : units;
          const { holding, margin } = opened(instrument, contracts, entry, leverage);
          const price = liquidationPrice(instrument, holding, margin);
          if (price === undefined) return;
          const isDue = (mark: number): boolean =>
            margin + pnlAt(instrument, holding, mark) <=
            maintenanceMargin(instrument, valueAt(instrument, mark, contracts));
          const nearer = contracts > 0 ? price + 1 : price - 1;
          const beyond = contracts > 0 ? price - 1 : price + 1;
          expect(nearer > 0 && isDue(nearer)).toBe(false);
          expect(beyond === 0 || isDue(beyond)).toBe(true);
        },
      ),
      { numRuns: 1_000, seed: 5 },
    );
  });
});
