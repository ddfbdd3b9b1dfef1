import { describe, expect, it } from 'vitest';
import { slippageOf } from '../../../src/core/metrics/fold-fill.ts';
import { foldPaidFunding } from '../../../src/core/metrics/fold-funding.ts';
import { dropTrip } from '../../../src/core/metrics/trip.ts';
import type { Order } from '../../../src/core/orders/order.ts';
import type { Fill } from '../../../src/sdk/index.ts';
import { cash } from '../harness.ts';
import { Diary, HOUR } from './diary.ts';

/** 0.1 BTC bought at 30,000, with a stop 300 below, and sold at a price: a planned loss of 30. */
function trip(diary: Diary, exit: number, fee = 0n): Diary {
  diary.fill({ quantity: 100, price: 300_000, stop: 297_000, fee }).wait(HOUR);
  return diary.fill({ side: 'sell', quantity: 100, price: exit, fee }).wait(HOUR);
}

describe('statistics of trades', () => {
  it('have no meaning before the first trade is over', () => {
    const { winRate, profitFactor, expectancyR, averageHoldMs, winStreak, lossStreak } = new Diary()
      .equity(10_000)
      .fill({ quantity: 100, price: 300_000, stop: 297_000 })
      .at(10_000);
    expect([winRate, profitFactor, expectancyR, averageHoldMs, winStreak, lossStreak]).toEqual(
      new Array(6).fill(undefined),
    );
  });

  it('of +60, -30, 0 and +30: half won, 90 against 30, half an R each', () => {
    const diary = new Diary();
    for (const exit of [306_000, 297_000, 300_000, 303_000]) trip(diary, exit);
    const { winRate, profitFactor, expectancyR, averageHoldMs } = diary.at(0);
    expect([winRate, profitFactor, expectancyR, averageHoldMs]).toEqual([0.5, 3, 0.5, HOUR]);
  });

  it('count fees in: 0.60 made with 1.00 of fees is a loss of 0.40', () => {
    const { winRate, expectancyR, fees } = trip(new Diary(), 300_060, cash('0.5')).at(0);
    expect(winRate).toBe(0);
    expect(expectancyR).toBeCloseTo(-0.4 / 30, 8);
    expect(fees).toBe(cash('1'));
  });

  it('count funding in, where it is known whose position it was for', () => {
    const diary = new Diary().fill({ quantity: 100, price: 300_000, stop: 297_000 });
    const [position] = diary.positions.values();
    foldPaidFunding(diary.performance, 'USDT', { amount: cash('-3'), currency: 'USDT' }, position);
    foldPaidFunding(diary.performance, 'USDT', { amount: cash('-9'), currency: 'USDT' }, undefined);
    foldPaidFunding(diary.performance, 'USDT', { amount: cash('1'), currency: 'BTC' }, position);
    const { expectancyR, funding } = diary.fill({ side: 'sell', quantity: 100, price: 300_000 }).at(0);
    expect(expectancyR).toBe(-0.1);
    expect(funding).toBe(cash('-12'));
    expect(diary.performance.foreign.get('BTC')).toBe(cash('1'));
  });

  it('have no profit factor while nothing was lost', () => {
    expect(trip(new Diary(), 301_000).at(0).profitFactor).toBeUndefined();
  });

  it('have no R where an entry had no stop, or was filled beyond it', () => {
    const noStop = new Diary().fill({ quantity: 100, price: 300_000, stop: 297_000 });
    noStop.fill({ quantity: 100, price: 300_000 }).fill({ side: 'sell', quantity: 200, price: 301_000 });
    expect(noStop.at(0).expectancyR).toBeUndefined();
    const beyond = new Diary().fill({ quantity: 100, price: 296_000, stop: 297_000 });
    expect(beyond.fill({ side: 'sell', quantity: 100, price: 301_000 }).at(0).expectancyR).toBeUndefined();
    expect(beyond.at(0).winRate).toBe(1);
  });

  it('plan the risk of a short above its entry', () => {
    const diary = new Diary().fill({ side: 'sell', quantity: 100, price: 300_000, stop: 303_000 });
    expect(diary.fill({ quantity: 100, price: 294_000 }).at(0).expectancyR).toBe(2);
  });

  it('take everything from flat to flat for one trade: two entries and two exits are one', () => {
    const diary = new Diary().fill({ quantity: 100, price: 300_000, stop: 297_000 }).wait(HOUR);
    diary.fill({ quantity: 100, price: 303_000, stop: 300_000 }).wait(HOUR);
    diary.fill({ side: 'sell', quantity: 50, price: 306_000 }).wait(HOUR);
    expect(diary.performance.trades.trades).toBe(0);
    const { averageHoldMs, expectancyR } = diary.fill({ side: 'sell', quantity: 150, price: 306_000 }).at(0);
    expect(averageHoldMs).toBe(3 * HOUR);
    // 60 + 30 made, 30 + 30 risked.
    expect(expectancyR).toBe(1.5);
  });

  it('close one trade and open the next where a fill turns the position over, its fee split by quantity', () => {
    const diary = new Diary().fill({ quantity: 100, price: 300_000, stop: 297_000 }).wait(HOUR);
    diary.fill({ side: 'sell', quantity: 300, price: 300_000, fee: cash('3'), stop: 303_000 });
    expect(diary.performance.trades).toMatchObject({ trades: 1, loss: cash('1') });
    const [open] = diary.performance.trips.values();
    expect(open).toEqual({ openedMs: diary.now, pnl: cash('-2'), risk: cash('60'), isPlanned: true });
    diary.wait(HOUR).fill({ quantity: 200, price: 294_000 });
    expect(diary.performance.trades).toMatchObject({ trades: 2, wins: 1, profit: cash('118') });
  });

  it('leave out what was held before the record began, until it is flat', () => {
    const diary = new Diary().fill({ quantity: 100, price: 300_000 });
    diary.performance.trips.clear();
    diary.fill({ quantity: 100, price: 300_000 }).fill({ side: 'sell', quantity: 200, price: 310_000 });
    expect(diary.performance.trades.trades).toBe(0);
    expect(trip(diary, 301_000).performance.trades.trades).toBe(1);
  });

  it('leave out one that was settled by hand, and end its time in the market', () => {
    const diary = new Diary().equity(1_000).fill({ quantity: 100, price: 300_000 }).wait(HOUR);
    const [position] = diary.positions.values();
    if (!position) throw new Error('no position');
    dropTrip(diary.performance, position, diary.now);
    dropTrip(diary.performance, position, diary.wait(HOUR).now);
    expect(diary.performance.trades.trades).toBe(0);
    expect(diary.at(1_000).exposureFraction).toBe(0.5);
  });

  it('count the longest streaks; one that made nothing ends both', () => {
    const diary = new Diary();
    for (const exit of [301_000, 302_000, 300_000, 301_000, 299_000, 299_000, 299_000, 301_000])
      trip(diary, exit);
    const { winStreak, lossStreak } = diary.at(0);
    expect([winStreak, lossStreak, diary.performance.trades.streak]).toEqual([2, 3, 1]);
  });
});

describe('what is booked in another currency', () => {
  it('is kept by currency, never converted, and in no statistic', () => {
    const diary = new Diary().equity(1_000);
    diary.fill({ quantity: 100, price: 300_000, settle: 'USDC' });
    diary.fill({ side: 'sell', quantity: 100, price: 310_000, settle: 'USDC' });
    diary.fill({
      quantity: 100,
      price: 300_000,
      fee: cash('0.01'),
      feeCurrency: 'BNB',
      order: { owner: 's2' },
    });
    const { fees, winRate, turnover } = diary.at(1_000);
    expect([fees, winRate, turnover]).toEqual([0n, undefined, 3]);
    expect(diary.performance.foreign).toEqual(
      new Map([
        ['USDC', cash('100')],
        ['BNB', cash('-0.01')],
      ]),
    );
  });
});

describe('exposure', () => {
  it('is the share of time with any position: 2 of 8 hours, however many overlap', () => {
    const diary = new Diary().equity(1_000).wait(HOUR).fill({ quantity: 100, price: 300_000 });
    diary.wait(HOUR / 2).fill({ quantity: 1, price: 300_000, order: { owner: 's2' } });
    diary.wait(HOUR).fill({ side: 'sell', quantity: 100, price: 300_000 });
    diary.wait(HOUR / 2).fill({ side: 'sell', quantity: 1, price: 300_000, order: { owner: 's2' } });
    expect(diary.wait(5 * HOUR).at(1_000).exposureFraction).toBe(0.25);
  });

  it('counts what is held now, and has no meaning at the very start', () => {
    const diary = new Diary().equity(1_000);
    expect(diary.at(1_000).exposureFraction).toBeUndefined();
    diary.wait(HOUR).fill({ quantity: 100, price: 300_000 }).wait(HOUR);
    expect(diary.at(1_000).exposureFraction).toBe(0.5);
  });
});

describe('turnover', () => {
  it('is the value of both sides / the first equity', () => {
    expect(trip(new Diary().equity(1_000), 310_000).at(1_000).turnover).toBeCloseTo(6.1, 12);
  });
});

describe('slippage', () => {
  it('is weighed by value: 10 bps on 1 part and -2 bps on 3 is 1', () => {
    const diary = new Diary().fill({ quantity: 100, price: 300_300, order: { touch: 300_000 } });
    // 0.1 at 30,030 asked at 30,000; 0.3 at 30,030 sold, asked at 30,024 (-2 bps, to the tick).
    diary.fill({ side: 'sell', quantity: 300, price: 300_300, order: { touch: 300_240 } });
    const expected = (10 + 3 * -((60 / 300_240) * 10_000)) / 4;
    expect(diary.at(0).slippageBps).toBeCloseTo(expected, 3);
  });

  it('has no meaning where no price was asked for', () => {
    expect(new Diary().fill({ quantity: 100, price: 300_000 }).at(0).slippageBps).toBeUndefined();
  });

  it.each([
    ['the limit', { price: 100_000, triggerPrice: 1, touch: 1 }, 100_000],
    ['the trigger of a stop', { triggerPrice: 100_000, touch: 1 }, 100_000],
    ['the touch of a market order', { touch: 100_000 }, 100_000],
  ])('is measured against %s', (_, prices, asked) => {
    const paid = { side: 'buy', price: asked + 100 } as Fill;
    const got = { side: 'sell', price: asked + 100 } as Fill;
    expect([slippageOf(paid, prices as Order), slippageOf(got, prices as Order)]).toEqual([
      100_000, -100_000,
    ]);
  });
});
