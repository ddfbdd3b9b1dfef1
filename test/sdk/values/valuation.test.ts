import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrice,
  feeFor,
  fundingFor,
  type Instrument,
  pnlAt,
  rateFromFraction,
  valueAt,
} from '../../../src/sdk/index.ts';
import { cash, INVERSE, LINEAR, SPOT } from '../instruments.ts';

const usd = (dollars: number): number => dollars * 100;

describe('what Bybit publishes of profit and loss', () => {
  // https://help.bybit.com/hc/en-us/articles/900000630066-P-L-calculations-USDT-Contract-
  it('linear: the average entry price of 0.5 at 5,000 and 0.3 at 6,000 is 5,375', () => {
    const cost = valueAt(LINEAR, usd(5000), 500) + valueAt(LINEAR, usd(6000), 300);
    expect(cost).toBe(cash('4300'));
    expect(averagePrice(LINEAR, { quantity: 800, cost })).toBe(usd(5375));
  });

  it('linear: a long of 0.2 from 7,000 to 7,500 has gained 100, a short of 0.4 from 6,000 to 5,000 400', () => {
    expect(pnlAt(LINEAR, { quantity: 200, cost: cash('1400') }, usd(7500))).toBe(cash('100'));
    expect(pnlAt(LINEAR, { quantity: -400, cost: cash('-2400') }, usd(5000))).toBe(cash('400'));
  });

  // https://help.bybit.com/hc/en-us/articles/900000404726-P-L-calculations-Inverse-Contracts-
  it('inverse: the average entry price of 1,000 at 5,000 and 2,000 at 6,000 is 5,625', () => {
    const cost = valueAt(INVERSE, usd(5000), 1000) + valueAt(INVERSE, usd(6000), 2000);
    expect(cost).toBe(cash('0.533333333333'));
    expect(averagePrice(INVERSE, { quantity: 3000, cost }, 'half')).toBe(usd(5625));
  });

  it('inverse: 1,000 long from 5,000 to 5,500 gains 0.01818, short to 4,500 0.02222 bitcoin', () => {
    // The article rounds 1/5000 - 1/5500 to 8 decimals before it multiplies: 0.01819. To the last unit it is:
    const long = { quantity: 1000, cost: valueAt(INVERSE, usd(5000), 1000) };
    expect(pnlAt(INVERSE, long, usd(5500))).toBe(cash('0.018181818182'));
    const short = { quantity: -1000, cost: valueAt(INVERSE, usd(5000), -1000) };
    expect(pnlAt(INVERSE, short, usd(4500))).toBe(cash('0.022222222222'));
  });
});

describe('what Bybit publishes of fees', () => {
  // Order value x rate; value = quantity x price, or quantity / price: taker 0.055 %, maker 0.02 %.
  // https://bybit.nl/nl-NL/help-center/article/Perpetual-Futures-Contract-Fees-ExplainedDerivatives_Trading_Mechanism_UTA
  const taker = rateFromFraction(0.00055);
  const maker = rateFromFraction(0.0002);

  it('linear: 10 BTC at 8,000 pays 44 USDT as taker and 16 as maker', () => {
    const trade = { side: 'buy', price: usd(8000), quantity: 10_000 } as const;
    expect(feeFor(LINEAR, trade, taker)).toEqual({ amount: cash('44'), currency: 'USDT' });
    expect(feeFor(LINEAR, trade, maker)).toEqual({ amount: cash('16'), currency: 'USDT' });
  });

  it('inverse: 10,000 contracts at 8,000 pay 0.0006875 BTC as taker and 0.00025 as maker', () => {
    const trade = { side: 'sell', price: usd(8000), quantity: 10_000 } as const;
    expect(feeFor(INVERSE, trade, taker)).toEqual({ amount: cash('0.0006875'), currency: 'BTC' });
    expect(feeFor(INVERSE, trade, maker)).toEqual({ amount: cash('0.00025'), currency: 'BTC' });
  });

  it('inverse: the old table, 0.075 % taker and a rebate of 0.025 % to makers', () => {
    // The same article of before 2023, as https://buyaceo.com/5253.html repeats it: 10,000 contracts at 8,000: 0.0009375 BTC paid, 0.0003125 BTC received.
    const trade = { side: 'buy', price: usd(8000), quantity: 10_000 } as const;
    expect(feeFor(INVERSE, trade, rateFromFraction(0.00075)).amount).toBe(cash('0.0009375'));
    expect(feeFor(INVERSE, trade, rateFromFraction(-0.00025)).amount).toBe(-cash('0.0003125'));
  });

  // https://www.bybit.com/en/help-center/article?language=en_US&id=000001175
  it('spot: buying 0.5 BTC with 20,000 USDT at 0.1 % costs 0.0005 BTC, selling it 20 USDT', () => {
    const rate = rateFromFraction(0.001);
    const trade = { price: usd(40_000), quantity: 500_000 };
    expect(feeFor(SPOT, { ...trade, side: 'buy' }, rate)).toEqual({
      amount: cash('0.0005'),
      currency: 'BTC',
    });
    expect(feeFor(SPOT, { ...trade, side: 'sell' }, rate)).toEqual({ amount: cash('20'), currency: 'USDT' });
  });

  it('spot: a rebate comes in the other currency', () => {
    // https://bybit-exchange.github.io/docs/v5/enum#spot-fee-currency-instruction
    const trade = { price: usd(40_000), quantity: 500_000 };
    expect(feeFor(SPOT, { ...trade, side: 'buy' }, -10_000)).toEqual({
      amount: -cash('2'),
      currency: 'USDT',
    });
    expect(feeFor(SPOT, { ...trade, side: 'sell' }, -10_000).currency).toBe('BTC');
  });
});

describe('what Bybit publishes of funding', () => {
  // Position value at the mark x rate; a positive rate is paid by longs to shorts.
  // https://bybit.com/ro-RO/help-center/article/Funding-fee-calculationDerivatives_Trading_Mechanism_UTA
  it('linear: 10 BTC at a mark of 8,000 and 0.01 % is 8 USDT, from the long to the short', () => {
    const rate = rateFromFraction(0.0001);
    expect(fundingFor(LINEAR, usd(8000), 10_000, rate)).toBe(-cash('8'));
    expect(fundingFor(LINEAR, usd(8000), -10_000, rate)).toBe(cash('8'));
    expect(fundingFor(LINEAR, usd(8000), 10_000, -rate)).toBe(cash('8'));
  });

  it('inverse: 10,000 contracts at a mark of 8,000 and 0.01 % is 0.000125 BTC', () => {
    expect(fundingFor(INVERSE, usd(8000), 10_000, rateFromFraction(0.0001))).toBe(-cash('0.000125'));
  });
});

describe('a value', () => {
  const size = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const price = fc.integer({ min: 1, max: 100_000_000 });
  const RUNS = { numRuns: 1_000, seed: 11 };

  it('has the sign of its quantity and the same size on both sides, in every kind', () => {
    fc.assert(
      fc.property(fc.constantFrom(LINEAR, INVERSE, SPOT), price, size, (instrument, p, q) => {
        expect(valueAt(instrument, p, -q)).toBe(-valueAt(instrument, p, q));
      }),
      RUNS,
    );
  });

  it('of a contract of several units is that of as many single ones', () => {
    fc.assert(
      fc.property(price, size, fc.integer({ min: 1, max: 1000 }), (p, q, multiplier) => {
        expect(valueAt({ ...LINEAR, multiplier }, p, q)).toBe(valueAt(LINEAR, p, q * multiplier));
        expect(valueAt({ ...INVERSE, multiplier }, p, q)).toBe(valueAt(INVERSE, p, q * multiplier));
      }),
      RUNS,
    );
  });

  it('and a fee have one rounding each: half a unit of 10^-12 from the rational, at most', () => {
    const rate = fc.integer({ min: -100_000, max: 1_000_000 });
    fc.assert(
      fc.property(price, size, rate, (p, q, r) => {
        // quantity / price x 10^12, times price: |value x price - quantity x 10^14| <= price / 2.
        const off = valueAt(INVERSE, p, q) * BigInt(p) - BigInt(q) * 10n ** 14n;
        expect(2n * abs(off) <= BigInt(p)).toBe(true);
        const fee = feeFor(INVERSE, { side: 'buy', price: p, quantity: Math.abs(q) }, r).amount;
        const feeOff = fee * BigInt(p) * 10n ** 8n - BigInt(Math.abs(q)) * 10n ** 14n * BigInt(r);
        expect(2n * abs(feeOff) <= BigInt(p) * 10n ** 8n).toBe(true);
      }),
      RUNS,
    );
  });

  it('bought and sold at one price gains nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom<Instrument[]>(LINEAR, INVERSE, SPOT), price, size, (instrument, p, q) => {
        expect(pnlAt(instrument, { quantity: q, cost: valueAt(instrument, p, q) }, p)).toBe(0n);
      }),
      RUNS,
    );
  });
});

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
