import { describe, expect, it } from 'vitest';
import { Book } from '../../../src/core/market/book.ts';
import { createPerformance, type TradeSums } from '../../../src/core/metrics/performance.ts';
import { createPosition } from '../../../src/core/portfolio/position.ts';
import { depthWithin, spreadBps } from '../../../src/core/risk/depth.ts';
import { isBeyond, latestStop } from '../../../src/core/risk/latest-stop.ts';
import { isEntry, worstPrice, worstQuantity } from '../../../src/core/risk/proposal.ts';
import {
  createRiskFacts,
  foldRiskDay,
  foldRiskResume,
  foldTrades,
} from '../../../src/core/risk/risk-facts.ts';
import {
  lossAtStop,
  positionRisk,
  riskPrice,
  riskUnit,
  totalRisk,
} from '../../../src/core/risk/stop-loss.ts';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, cash, ETH } from '../harness.ts';
import { answer, resting } from './rig.ts';
import { bench, hold, lose } from './said.ts';

describe('what a unit may turn out to be worth', () => {
  it.each([
    ['a buy’s limit', { side: 'buy', type: 'limit', price: 90 }, 100, 90],
    ['a buy’s limit without a market', { side: 'buy', type: 'limit', price: 90 }, undefined, 90],
    ['a sale’s limit below the market', { side: 'sell', type: 'limit', price: 90 }, 100, 100],
    ['a sale’s limit above it', { side: 'sell', type: 'limit', price: 110 }, 100, 110],
    ['a market order', { side: 'buy', type: 'market' }, 100, 100],
    ['a buy that triggers above', { side: 'buy', type: 'stop-market', triggerPrice: 120 }, 100, 120],
    ['a sale that triggers below', { side: 'sell', type: 'stop-market', triggerPrice: 80 }, 100, 100],
    ['a stop-limit', { side: 'buy', type: 'stop-limit', price: 125, triggerPrice: 120 }, 100, 125],
    ['what begins to trail above', { side: 'buy', type: 'trailing-stop', activationPrice: 130 }, 100, 130],
    ['a sale without a market', { side: 'sell', type: 'limit', price: 90 }, undefined, undefined],
    ['a market order without one', { side: 'buy', type: 'market' }, undefined, undefined],
  ] as const)('%s', (_, order, touch, expected) => {
    expect(worstPrice(order, touch)).toBe(expected);
  });

  it('an entry is what does not only reduce', () => {
    expect([isEntry({ reduceOnly: true }), isEntry({ reduceOnly: false })]).toEqual([false, true]);
  });
});

describe('the largest that could be held on one side', () => {
  it('is what is held and all of that side that works', () => {
    const on = bench();
    answer(on, 's1', resting({ quantity: 40 }));
    expect([worstQuantity(on.core, BTC.id, 'buy'), worstQuantity(on.core, BTC.id, 'sell')]).toEqual([40, 0]);
    hold(on, 100);
    expect([worstQuantity(on.core, BTC.id, 'buy'), worstQuantity(on.core, BTC.id, 'sell')]).toEqual([140, 0]);
    hold(on, -30);
    expect([worstQuantity(on.core, BTC.id, 'buy'), worstQuantity(on.core, BTC.id, 'sell')]).toEqual([10, 30]);
    expect(worstQuantity(on.core, ETH.id, 'buy')).toBe(0);
  });

  it('is of one leg alone: the other makes no room', () => {
    const on = bench();
    hold(on, 100, { leg: 'long' });
    hold(on, -70, { leg: 'short' });
    expect([worstQuantity(on.core, BTC.id, 'buy'), worstQuantity(on.core, BTC.id, 'sell')]).toEqual([
      100, 70,
    ]);
  });
});

describe('what a stop may cost', () => {
  it('is size x way to the stop, nothing where the stop is in profit, and the whole value without one', () => {
    const { core } = bench();
    const loss = (side: 'buy' | 'sell', stop: number | undefined): bigint =>
      lossAtStop(core, BTC, side, 300_000, stop, 100);
    expect([loss('buy', 297_000), loss('sell', 303_000)]).toEqual([cash('30'), cash('30')]);
    expect([loss('buy', 300_001), loss('sell', 299_999), loss('buy', 300_000)]).toEqual([0n, 0n, 0n]);
    expect([loss('buy', undefined), loss('sell', undefined)]).toEqual([cash('3000'), cash('3000')]);
  });

  it('is reckoned from a limit, from the worse of trigger and market, else from the market', () => {
    expect(riskPrice({ side: 'buy', price: 7, triggerPrice: 8 }, 9)).toBe(7);
    expect([8, 10].map((triggerPrice) => riskPrice({ side: 'buy', triggerPrice }, 9))).toEqual([9, 10]);
    expect([8, 10].map((triggerPrice) => riskPrice({ side: 'sell', triggerPrice }, 9))).toEqual([8, 9]);
    expect(riskPrice({ side: 'sell' }, 9)).toBe(9);
  });

  it('of a position counts what it cost; of a flat one it is nothing', () => {
    const { core } = bench();
    const key = { account: 'main', instrument: BTC.id, leg: 'net', owner: 's1' } as const;
    const plan = { stop: 297_000, targets: [] } as never;
    const position = { ...createPosition(key), quantity: 100, cost: cash('3010'), plan };
    expect(positionRisk(core, position)).toBe(cash('40'));
    expect(positionRisk(core, { ...position, plan: undefined })).toBe(cash('3010'));
    expect(positionRisk(core, { ...position, plan: undefined, quantity: -100, cost: -cash('3010') })).toBe(
      cash('3010'),
    );
    expect(positionRisk(core, { ...position, quantity: 0 })).toBe(0n);
  });

  it('adds up over positions and entries, not over what reduces', () => {
    const on = bench();
    answer(on, 's1', resting({ quantity: 100, price: 299_000, stop: 298_000 }));
    expect(totalRisk(on.core)).toBe(cash('10'));
    answer(on, 's2', resting({ instrument: ETH.id, quantity: 50, price: 299_000, stop: 298_000 }));
    expect(totalRisk(on.core)).toBe(cash('15'));
    hold(on, 10);
    expect(totalRisk(on.core)).toBe(cash('315'));
    const { stop: _, ...sale } = resting({ side: 'sell', reduceOnly: true, quantity: 10, price: 310_000 });
    expect(answer(on, 's1', sale)).toMatchObject({ role: 'exit' });
    expect(totalRisk(on.core)).toBe(cash('315'));
  });

  it('is 1 R where it is the profile’s share of the day’s first equity, of equity before that, never negative', () => {
    const on = bench();
    lose(on, '5000');
    expect(riskUnit(on.core)).toBe(cash('100'));
    on.facts.day = undefined;
    expect(riskUnit(on.core)).toBe(cash('50'));
    lose(on, '6000');
    expect(riskUnit(on.core)).toBe(0n);
  });
});

describe('the latest stop', () => {
  const multiplier = rateFromFraction(1.5);

  it('is two thirds of the way to liquidation, and none where nothing can be liquidated', () => {
    const long = { quantity: 100, cost: cash('3000') };
    const short = { quantity: -100, cost: -cash('3000') };
    const margin = cash('300');
    expect(latestStop(BTC, long, margin, multiplier)).toBe(280_905);
    expect(latestStop(BTC, short, margin, multiplier)).toBe(318_905);
    expect(latestStop({ ...BTC, kind: 'spot' }, long, margin, multiplier)).toBeUndefined();
    expect(latestStop(BTC, { quantity: 0, cost: 0n }, margin, multiplier)).toBeUndefined();
    // Paid for whole, a long has nowhere to be liquidated at.
    expect(latestStop(BTC, long, long.cost, multiplier)).toBeUndefined();
  });

  it('is the entry where liquidation is due already: no stop is early enough', () => {
    const long = { quantity: 100, cost: cash('3000') };
    expect(latestStop(BTC, long, cash('10'), multiplier)).toBe(300_000);
    expect(latestStop(BTC, { quantity: -100, cost: -cash('3000') }, -1n, multiplier)).toBe(300_000);
  });

  it('is passed below by a long and above by a short', () => {
    expect([99, 100, 101].map((price) => isBeyond(price, 100, 1))).toEqual([true, false, false]);
    expect([99, 100, 101].map((price) => isBeyond(price, 100, -1))).toEqual([false, false, true]);
  });
});

describe('depth and spread', () => {
  const asks = (...levels: readonly number[]) => {
    const book = new Book();
    book.apply({
      ...{ type: 'book', instrument: 'X', time: 0, kind: 'snapshot', update: 1 },
      ...{ bids: [], asks: levels },
    } as never);
    return book.asks;
  };

  it('depth is all within so many bps of the best price', () => {
    const side = asks(10_000, 1, 10_010, 2, 10_011, 4);
    expect([0, 9.9, 10, 11].map((bps) => depthWithin(side, bps))).toEqual([1, 1, 3, 7]);
    expect(depthWithin(asks(), 10)).toBeUndefined();
  });

  it('spread is rounded up to a tenth of a basis point', () => {
    expect([100_000, 100_001, 100_010, 100_011].map((ask) => spreadBps(100_000, ask))).toEqual([
      0, 0.1, 1, 1.1,
    ]);
    expect([spreadBps(undefined, 1), spreadBps(1, undefined), spreadBps(0, 1)]).toEqual(
      new Array(3).fill(undefined),
    );
  });
});

describe('what risk remembers of trades', () => {
  const sums = (over: Partial<TradeSums>): TradeSums => ({ ...createPerformance().trades, ...over });

  it('is the streak of losses, ended by a win and left alone by neither', () => {
    const risk = createRiskFacts();
    foldTrades(risk, sums({}), sums({ losses: 1 }));
    foldTrades(risk, sums({ losses: 1 }), sums({ losses: 2 }));
    foldTrades(risk, sums({ losses: 2 }), sums({ losses: 2, trades: 3 }));
    expect(risk.streak).toBe(2);
    foldTrades(risk, sums({ wins: 4 }), sums({ wins: 5 }));
    expect(risk.streak).toBe(0);
  });

  it('is the R of the newest 200 whose R is known', () => {
    const risk = createRiskFacts();
    foldTrades(risk, sums({ r: 5n }), sums({ r: 5n, losses: 1 }));
    expect(risk.recentR).toEqual([]);
    for (let i = 0; i < 201; i++) {
      foldTrades(risk, sums({ rated: i, r: BigInt(i) }), sums({ rated: i + 1, r: BigInt(2 * i) }));
    }
    expect([risk.recentR.length, risk.recentR[0], risk.recentR.at(-1)]).toEqual([200, 1, 200]);
  });

  it('of drawdown ends with a day that was not the next, and all of it with a resume but the peak of a calm one', () => {
    const risk = { ...createRiskFacts(), peak: 5n, streak: 2, drawdown: { day: 'a', days: 1 } };
    foldRiskDay(risk, 'a');
    expect(risk.drawdown).toEqual({ day: 'a', days: 1 });
    foldRiskDay(risk, 'b');
    expect(risk.drawdown).toBeUndefined();
    foldRiskResume(risk, undefined);
    expect([risk.peak, risk.streak]).toEqual([5n, 0]);
    const fallen = { ...risk, drawdown: { day: 'a', days: 1 }, cooldown: { untilMs: 1, reason: '' } };
    foldRiskResume(fallen, '7');
    expect([risk.dayBase, fallen.dayBase]).toEqual([createRiskFacts().dayBase, 7n]);
    expect([fallen.peak, fallen.drawdown, fallen.cooldown]).toEqual([undefined, undefined, undefined]);
    foldRiskDay(createRiskFacts(), undefined);
  });
});
