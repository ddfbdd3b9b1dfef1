import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/core/codec.ts';
import { isMarketData } from '../../../src/core/event.ts';
import { completeFacts, createFacts, type Facts } from '../../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../../src/core/fold.ts';
import { KEPT_DAYS } from '../../../src/core/metrics/performance.ts';
import { statisticsOf } from '../../../src/core/metrics/statistics.ts';
import { countTrade } from '../../../src/core/metrics/trip.ts';
import { equity } from '../../../src/core/portfolio/equity.ts';
import { viewCore } from '../../../src/core/view/view.ts';
import { CoreBench, cash, LONG, START, submits } from '../harness.ts';
import { DAY, Diary, HOUR } from './diary.ts';

const RUNS = { numRuns: Number(process.env.BOTRC_TORTURE_RUNS ?? 1_000), seed: 21 };

/** 0.1 BTC long at 30,000 with its stop 300 below, closed at 30,300 an hour later. */
function liveTrade(bench: CoreBench): void {
  const [entry] = submits(bench.ask('s1', { ...LONG, targets: [] }));
  if (!entry) throw new Error('no entry');
  bench.fill(entry, entry.quantity, 300_030);
  bench.wait(HOUR).bar('BTCUSDT', 303_000);
  const [exit] = submits(bench.ask('s1', { type: 'exit', instrument: 'BTCUSDT', reason: 'x' }, 303_000));
  if (!exit) throw new Error('no exit');
  bench.fill(exit, entry.quantity, 303_000);
}

describe('performance is a fact', () => {
  it('comes out of the journal as it was', () => {
    const bench = new CoreBench();
    liveTrade(bench);
    bench.send({ type: 'transfer', transferId: 't', currency: 'USDT', amount: cash('5'), time: START });
    bench.wait(DAY).bar('BTCUSDT', 303_000);
    const recovered = createFacts();
    for (const { event, effects } of bench.history) {
      if (!isMarketData(event.type)) foldEvent(recovered, event);
      if (effects.length > 0) foldDecision(recovered, { seq: event.seq, at: event.at, effects });
    }
    expect(encode(recovered.performance)).toBe(encode(bench.facts.performance));
    expect(encode(decode(encode(recovered)))).toBe(encode(recovered));
  });

  it('begins empty for facts that an older version saved, and goes on from the next sample', () => {
    const bench = new CoreBench();
    liveTrade(bench);
    const { performance: _, ...older } = bench.facts;
    const again = new CoreBench({}, completeFacts(older as Facts));
    expect(again.facts.performance.equity.samples).toBe(0);
    again.now = bench.now + HOUR;
    again.bar('BTCUSDT', 303_000);
    expect(again.facts.performance.equity.startEquity).toBe(equity(again.core));
  });

  it('is sampled once an hour, unrealized PnL included', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', { ...LONG, targets: [] }));
    if (entry) bench.fill(entry, 100, 300_000);
    const samples = (): number => bench.facts.performance.equity.samples;
    const before = samples();
    bench.now = Math.ceil(bench.now / HOUR) * HOUR - 1;
    bench.bar('BTCUSDT', 299_000);
    expect(samples()).toBe(before + 1);
    bench.bar('BTCUSDT', 298_000);
    expect(samples()).toBe(before + 1);
    expect(bench.facts.performance.equity.drawdown.now).toBe(cash('9990'));
  });

  it('has what the view shows: one trade, its strategy, its instrument and its day', () => {
    const bench = new CoreBench();
    liveTrade(bench);
    const { metrics, strategies, instruments, days, sinceMs } = viewCore(bench.core).performance;
    // 0.333 BTC from 30,003 to 30,300; planned loss 303 each, asked at 30,000.
    const row = { pnl: '98.901', fees: '0.00', funding: '0.00', trades: 1, wins: 1 };
    expect(strategies).toEqual([{ name: 's1', ...row }]);
    expect(instruments).toEqual([{ name: 'BTCUSDT', ...row }]);
    expect(days).toEqual([{ startMs: START, equityPnl: '98.901', ...row }]);
    expect(sinceMs).toBe(START);
    expect(metrics).toMatchObject({
      netProfit: '98.901',
      winRate: 1,
      winStreak: 1,
      lossStreak: 0,
      fillRatio: 1,
    });
    expect(metrics.expectancyR).toBeCloseTo(297 / 303, 8);
    expect(metrics.slippageBps).toBeCloseTo((30 / 300_000 / (1 + 303_000 / 300_030)) * 10_000, 6);
    expect(metrics.sharpe).toBeNull();
    expect(metrics.profitFactor).toBeNull();
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  });
});

describe('performance is bounded', () => {
  it('keeps 400 days one by one, and the ratios of all of them', () => {
    const diary = new Diary();
    diary.days(...Array.from({ length: 1_000 }, (_, i) => 1_000 + (i % 3)));
    expect(diary.performance.days).toHaveLength(KEPT_DAYS);
    expect(diary.performance.equity.returns.count).toBe(999);
  });

  it('does not grow with the number of trades', () => {
    const size = (trades: number): number => {
      const diary = new Diary().equity(1_000);
      for (let i = 0; i < trades; i++) {
        diary.fill({ quantity: 1, price: 300_000, stop: 299_000 }).wait(1_000);
        diary.fill({ side: 'sell', quantity: 1, price: 300_000 + (i % 5) - 2 });
      }
      return encode(diary.performance).length;
    };
    // Only digits are added.
    expect(size(5_000)).toBeLessThan(size(50) + 60);
  });
});

describe('statistics, whatever happened', () => {
  const money = fc.bigInt({ min: 1n, max: 10n ** 20n });
  const trade = fc.record({
    pnl: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
    risk: fc.bigInt({ min: 0n, max: 10n ** 18n }),
    isPlanned: fc.boolean(),
    holdMs: fc.nat({ max: 10 * DAY }),
  });
  const trades = fc.array(trade, { maxLength: 30 });
  const moved = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 16n });
  const story = fc.array(fc.record({ equity: money, moved, isDay: fc.boolean() }), { maxLength: 30 });

  const tell = (events: readonly { equity: bigint; moved: bigint; isDay: boolean }[], scale = 1n): Diary => {
    const diary = new Diary();
    for (const event of events) {
      diary.wait(DAY / 2).transfer(event.moved * scale);
      if (event.isDay) diary.days(event.equity * scale);
      else diary.equity(event.equity * scale);
    }
    return diary;
  };

  it('are numbers or undefined, never NaN and never infinite', () => {
    fc.assert(
      fc.property(story, trades, money, (events, list, now) => {
        const diary = tell(events);
        for (const { holdMs, ...one } of list) countTrade(diary.performance.trades, one, holdMs);
        for (const value of Object.values(diary.wait(1).at(now))) {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('net profit is the change of equity less transfers, to the unit, and so is the sum of the days', () => {
    fc.assert(
      fc.property(story, money, (events, now) => {
        const diary = tell(events);
        const [first, ...later] = events;
        const paidIn = later.reduce((sum, event) => sum + event.moved, 0n);
        const expected = first && now - first.equity - paidIn;
        expect(diary.at(now).netProfit).toBe(expected);
        const { days } = diary.performance;
        const ofDays = days.map((d, i) => (days[i + 1]?.equity ?? now) - d.equity - d.transferred);
        const [day] = days;
        const since = day && events.findIndex((event) => event.isDay);
        const inDays = events.slice((since ?? 0) + 1).reduce((sum, event) => sum + event.moved, 0n);
        if (day) expect(ofDays.reduce((a, b) => a + b, 0n)).toBe(now - day.equity - inDays);
      }),
      RUNS,
    );
  });

  it('of closed trades, net of fees, are what the fills did to the wallet', () => {
    const fill = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 5 }),
      price: fc.integer({ min: 1, max: 1_000_000 }),
      fee: fc.bigInt({ min: -1_000n, max: 10n ** 12n }),
    });
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 40 }), (fills) => {
        const diary = new Diary();
        for (const one of fills) diary.wait(1).fill(one);
        const { trades: sums, trips } = diary.performance;
        const open = [...trips.values()].reduce((sum, trip) => sum + trip.pnl, 0n);
        expect(sums.profit - sums.loss + open).toBe(diary.wallet);
        const [position] = diary.positions.values();
        expect(trips.size).toBe(position === undefined || position.quantity === 0 ? 0 : 1);
      }),
      RUNS,
    );
  });

  it('of trades do not depend on their order, but for the streaks', () => {
    const both = trades.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(both, ([list, shuffled]) => {
        const sums = [list, shuffled].map((some) => {
          const { trades: own } = new Diary().performance;
          for (const { holdMs, ...one } of some) countTrade(own, one, holdMs);
          const { streak: _s, winStreak: _w, lossStreak: _l, ...rest } = own;
          return rest;
        });
        expect(sums[0]).toEqual(sums[1]);
      }),
      RUNS,
    );
  });

  it('that are ratios do not depend on the size of the account', () => {
    fc.assert(
      fc.property(story, money, fc.bigInt({ min: 2n, max: 1_000_000n }), (events, now, scale) => {
        const small = tell(events).at(now);
        const large = tell(events, scale).at(now * scale);
        for (const name of [
          'returnFraction',
          'maxDrawdownFraction',
          'sharpe',
          'sortino',
          'calmar',
        ] as const) {
          const [a, b] = [small[name], large[name]];
          if (a === undefined || b === undefined) expect(a).toBe(b);
          else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(a)));
        }
        expect(large.maxDrawdownMs).toBe(small.maxDrawdownMs);
      }),
      RUNS,
    );
  });

  it('have no drawdown deeper than a double loop over all samples finds', () => {
    fc.assert(
      fc.property(fc.array(money, { minLength: 1, maxLength: 20 }), (samples) => {
        const diary = new Diary();
        for (const equity of samples) diary.wait(1).equity(equity);
        let worst = 0;
        for (const [i, peak] of samples.entries()) {
          for (const low of samples.slice(i)) worst = Math.max(worst, Number(peak - low) / Number(peak));
        }
        expect(diary.at(samples.at(-1) ?? 0n).maxDrawdownFraction).toBeCloseTo(worst, 12);
      }),
      RUNS,
    );
  });

  it('are worked out from nothing as from something', () => {
    const empty = statisticsOf(new Diary().performance, { at: 0, equity: 0n });
    const known = Object.entries(empty).filter(([, value]) => value !== undefined);
    expect(known).toEqual([
      ['fees', 0n],
      ['funding', 0n],
      ['reconnects24h', 0],
    ]);
  });
});
