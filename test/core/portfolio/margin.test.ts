import { describe, expect, it } from 'vitest';
import {
  dearest,
  freeCash,
  liquidationOf,
  marginBehind,
  marginOf,
  sharesMargin,
  usedMargin,
} from '../../../src/core/portfolio/margin.ts';
import { createPosition } from '../../../src/core/portfolio/position.ts';
import type { Instrument } from '../../../src/sdk/index.ts';
import { INVERSE, LINEAR, SPOT } from '../../sdk/instruments.ts';
import { ask, bench, fill, positionOf, usd } from '../account-rig.ts';
import { type CoreBench, cash } from '../harness.ts';

const OTHER: Instrument = { ...LINEAR, id: 'ETHUSDT', base: 'ETH' };

/** Holds `quantity` of it from 20,000, at no fee. */
function take(made: CoreBench, instrument: Instrument, quantity: number): void {
  const side = quantity > 0 ? 'buy' : 'sell';
  const [order] = ask(made, instrument, { side, quantity: Math.abs(quantity) });
  fill(made, order!, usd(20_000), ['0', instrument.settle]);
}

const both = (more = {}): CoreBench => {
  const made = bench([LINEAR, OTHER], [['USDT', '10000']], more);
  take(made, LINEAR, 1_000);
  take(made, OTHER, -500);
  return made;
};

describe('what positions and entries bind (R-10)', () => {
  it('is their value by leverage: at the mark in cross mode, at cost in isolated mode', () => {
    for (const [marginMode, bound] of [
      ['cross', '3300'],
      ['isolated', '3000'],
    ] as const) {
      const made = both({ marginMode });
      made.bar(LINEAR.id, usd(22_000));
      made.bar(OTHER.id, usd(22_000));
      expect(usedMargin(made.core)).toBe(cash(bound));
    }
    const blind = both({ marginMode: 'cross' });
    blind.core.markets.get(LINEAR.id)!.last = undefined;
    expect(usedMargin(blind.core)).toBe(cash('3000'));
  });

  it('is by the currency that they settle in, and flat ones bind nothing', () => {
    const made = bench(
      [LINEAR, INVERSE],
      [
        ['USDT', '10000'],
        ['BTC', '1'],
      ],
    );
    take(made, LINEAR, 1_000);
    take(made, INVERSE, 10_000);
    expect([usedMargin(made.core, 'USDT'), usedMargin(made.core, 'BTC')]).toEqual([
      cash('2000'),
      cash('0.05'),
    ]);
    expect(usedMargin(made.core, 'ETH')).toBe(0n);
    const [close] = ask(made, LINEAR, { side: 'sell', quantity: 1_000, reduceOnly: true });
    expect(usedMargin(made.core, 'USDT')).toBe(cash('2000'));
    fill(made, close!, usd(20_000), ['0', 'USDT']);
    expect(usedMargin(made.core, 'USDT')).toBe(0n);
  });

  it('counts entries that may still fill, at their worst price, in their own currency alone', () => {
    const made = bench(
      [LINEAR, INVERSE],
      [
        ['USDT', '10000'],
        ['BTC', '1'],
      ],
    );
    ask(made, LINEAR, { orderType: 'limit', price: usd(19_000), quantity: 1_000 });
    // A sale takes no less than its limit, and may take the market.
    ask(made, LINEAR, { side: 'sell', orderType: 'limit', price: usd(25_000), quantity: 100 });
    expect(usedMargin(made.core, 'USDT')).toBe(cash('2150'));
    // An inverse value rises as its price falls: at 10,000 it is a whole coin.
    ask(made, INVERSE, { orderType: 'limit', price: usd(10_000), quantity: 10_000 });
    expect(usedMargin(made.core, 'BTC')).toBe(cash('0.1'));
    expect(usedMargin(made.core, 'USDT')).toBe(cash('2150'));
  });

  it('counts a sale at its limit where no market is known', () => {
    const made = bench([LINEAR], [['USDT', '10000']]);
    ask(made, LINEAR, { side: 'sell', orderType: 'limit', price: usd(25_000), quantity: 100 });
    made.core.markets.get(LINEAR.id)!.last = undefined;
    expect(usedMargin(made.core)).toBe(cash('250'));
  });

  it('takes the leverage of the tier where that is less than the profile’s', () => {
    const made = bench([LINEAR], [['USDT', '10000']], {
      sizing: { ...both().core.config.sizing, leverage: 85 },
    });
    expect(marginOf(made.core, LINEAR, cash('850'))).toBe(cash('10'));
    // Beyond 2,600,000 the third tier allows 80 times.
    expect(marginOf(made.core, LINEAR, cash('2720000'))).toBe(cash('34000'));
  });

  it.each([
    [LINEAR, 10, 20, 10],
    [LINEAR, undefined, 20, 20],
    [INVERSE, 10, 20, 10],
    [INVERSE, 20, 10, 10],
    [INVERSE, undefined, 20, 20],
    [INVERSE, 20, undefined, 20],
    [INVERSE, undefined, undefined, undefined],
  ])('%o: of a worst price of %s and a mark of %s the dearest is %s', (instrument, worst, mark, expected) => {
    expect(dearest(instrument, worst, mark)).toBe(expected);
  });

  it('leaves nothing free where more is bound than there is', () => {
    const made = both();
    made.bar(LINEAR.id, usd(12_000));
    expect(freeCash(made.core)).toBe(0n);
    made.facts.cash.clear();
    expect(freeCash(made.core)).toBe(0n);
    expect(freeCash(bench([LINEAR], [['USDT', '1']]).core, 'BTC')).toBe(0n);
  });
});

describe('what stands behind a position (R-9)', () => {
  it('cross: the wallet, with what the others have gained, less their maintenance', () => {
    const made = both({ marginMode: 'cross' });
    const [long, short] = [...made.facts.positions.values()];
    made.bar(OTHER.id, usd(18_000));
    // The short has gained 1,000 and keeps 0.5 % of 9,000.
    expect(marginBehind(made.core, LINEAR, long!, long)).toBe(cash('10955'));
    // The long has neither gained nor lost, and keeps 0.5 % of 20,000.
    expect(marginBehind(made.core, OTHER, short!, short)).toBe(cash('9900'));
    // Of one that is not held yet both stand, or weigh.
    expect(marginBehind(made.core, LINEAR, { quantity: 1, cost: 1n }, undefined)).toBe(cash('10855'));
    // (20,000 - 10,955) / 0.995 = 9,090.45…
    expect(liquidationOf(made.core, long!)).toBe(909_046);
  });

  it('cross: one whose mark is not known counts at cost', () => {
    const made = both({ marginMode: 'cross' });
    const [long] = [...made.facts.positions.values()];
    made.core.markets.get(OTHER.id)!.last = undefined;
    expect(marginBehind(made.core, LINEAR, long!, long)).toBe(cash('9950'));
  });

  it('cross: neither spot, nor what is flat, nor what settles in another coin', () => {
    const made = bench(
      [LINEAR, SPOT, INVERSE, OTHER],
      [
        ['USDT', '30000'],
        ['BTC', '1'],
      ],
      { marginMode: 'cross' },
    );
    take(made, LINEAR, 1_000);
    const [long] = [...made.facts.positions.values()];
    expect([marginBehind(made.core, LINEAR, long!, long), sharesMargin(made.core, long!)]).toEqual([
      cash('30000'),
      false,
    ]);
    take(made, SPOT, 100_000);
    take(made, INVERSE, 10_000);
    const key = { account: 'main', instrument: OTHER.id, leg: 'net', owner: 's1' } as const;
    made.facts.positions.set('flat', createPosition(key));
    made.bar(INVERSE.id, usd(25_000));
    expect([marginBehind(made.core, LINEAR, long!, long), sharesMargin(made.core, long!)]).toEqual([
      cash('28000'),
      false,
    ]);
    made.facts.positions.set('held', { ...createPosition(key), quantity: 1 });
    expect(sharesMargin(made.core, long!)).toBe(true);
  });

  it('isolated: its own margin at cost, and nobody else’s marks move it', () => {
    const made = both({ marginMode: 'isolated' });
    const [long] = [...made.facts.positions.values()];
    made.bar(OTHER.id, usd(10_000));
    expect([marginBehind(made.core, LINEAR, long!, long), sharesMargin(made.core, long!)]).toEqual([
      cash('2000'),
      false,
    ]);
  });

  it('flat and spot positions are never taken away', () => {
    const made = bench([SPOT], [['USDT', '10000']]);
    take(made, SPOT, 100_000);
    expect(liquidationOf(made.core, positionOf(made.facts))).toBeUndefined();
    const flat = both();
    const position = positionOf(flat.facts);
    position.quantity = 0;
    expect(liquidationOf(flat.core, position)).toBeUndefined();
  });
});

describe('a new position', () => {
  it('has nothing behind it', () => {
    const key = { account: 'a', instrument: 'b', leg: 'net', owner: 'c' } as const;
    expect(createPosition(key)).toEqual({
      ...key,
      ...{ quantity: 0, cost: 0n, realized: 0n, fees: 0n, funding: 0n, openedMs: 0, plan: undefined },
      ...{ taken: [], refusedTargets: [], brokeEven: false, coreTrails: false, dust: false },
      enteredMs: { buy: 0, sell: 0 },
    });
  });
});
