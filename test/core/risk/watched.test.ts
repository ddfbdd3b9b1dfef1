import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../../src/core/config.ts';
import { type Instrument, type PlainOrder, rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, CoreBench, LONG, START, submits } from '../harness.ts';
import { alerts, enter, resting, withRisk } from './rig.ts';

const NEAR = 'critical: BTCUSDT: near liquidation';
const SOON = 'warning: BTCUSDT: funding is near';

/** At market, without a stop. */
function market(quantity: number): PlainOrder {
  const { stop: _, price: __, ...order } = resting({ orderType: 'market', quantity });
  return order;
}

describe('the watch for liquidation (R-9)', () => {
  const config: Partial<CoreConfig> = {
    ...withRisk({
      liquidation: { multiplier: rateFromFraction(1.5), action: 'alert' },
      dailyLoss: { fraction: rateFromFraction(1) },
    }),
    marginMode: 'isolated',
  };

  it('tells again once the position was out of danger in between', () => {
    const bench = new CoreBench(config);
    enter(bench, 's1', market(10));
    const told = [280_904, 280_800, 290_000, 280_904].map((close) => alerts(bench.bar('BTCUSDT', close)));
    expect(told).toEqual([[NEAR], [], [], [NEAR]]);
  });

  it('is of what is held now: a second entry lower down moves it', () => {
    const bench = new CoreBench(config);
    enter(bench, 's1', market(10));
    expect(alerts(bench.bar('BTCUSDT', 290_000))).toEqual([]);
    enter(bench, 's1', market(10), 290_000);
    // 29,500 on average: two thirds of the way to 26,683.5 are 27,622.4.
    expect(alerts(bench.bar('BTCUSDT', 276_225))).toEqual([]);
    expect(alerts(bench.bar('BTCUSDT', 276_000))).toEqual([NEAR]);
  });

  it('is over with the position, and of one instrument alone', () => {
    const bench = new CoreBench(config);
    enter(bench, 's1', market(10));
    expect(alerts(bench.bar('ETHUSDT', 100_000))).toEqual([]);
    const [exit] = submits(bench.ask('s1', { type: 'exit', instrument: 'BTCUSDT', reason: 'x' }));
    if (!exit) throw new Error('no exit');
    bench.fill(exit, 10, 300_000);
    expect(alerts(bench.bar('BTCUSDT', 200_000))).toEqual([]);
  });

  it('counts the plan’s stop too: one beyond the latest is told at once', () => {
    const bench = new CoreBench(config);
    const entry = enter(bench, 's1', LONG);
    expect(entry.quantity).toBe(333);
    const [position] = bench.facts.positions.values();
    if (position?.plan) position.plan = { ...position.plan, stop: 280_904 };
    expect(alerts(bench.bar('BTCUSDT', 300_000))).toEqual([NEAR]);
  });
});

describe('the watch for funding (R-8)', () => {
  const INTERVAL = BTC.fundingIntervalMs;
  const next = Math.ceil(START / INTERVAL) * INTERVAL;

  function held(over: Partial<Instrument> = {}): CoreBench {
    const fundingExit = { beforeMs: 600_000, r: rateFromFraction(0.3), action: 'alert' } as const;
    const bench = new CoreBench(withRisk({ fundingExit }));
    bench.send({ type: 'instrument', instrument: BTC.id, definition: { ...BTC, ...over } });
    enter(bench, 's1', LONG);
    return bench;
  }

  function tick(bench: CoreBench, at: number, nextFundingMs?: number): readonly string[] {
    bench.now = at;
    const ticker = { type: 'ticker', instrument: BTC.id, time: at, last: 300_000, mark: 300_000 } as const;
    return alerts(bench.send({ ...ticker, ...(nextFundingMs !== undefined && { nextFundingMs }) }));
  }

  it('goes by the intervals where the time that was told is past', () => {
    expect(tick(held(), next - 1_000, next - 2_000)).toEqual([SOON]);
    expect(tick(held(), next - 1_000, next - 1_000)).toEqual([SOON]);
    expect(tick(held(), next - 900_000, next - 900_000)).toEqual([]);
  });

  it('is not for what has no funding', () => {
    expect(tick(held({ fundingIntervalMs: 0 }), next - 1_000)).toEqual([]);
    expect(tick(held(), next - 1_000)).toEqual([SOON]);
  });

  it('takes the profile’s R where the stop of an entry was not planned', () => {
    const bench = held();
    for (const trip of bench.facts.performance.trips.values()) trip.isPlanned = false;
    // 0.3 R of 1 % of the day's 10,000 is 30: 90.1 of price on 0.333.
    bench.now = next - 1_000;
    const ticker = { type: 'ticker', instrument: BTC.id, time: 0 } as const;
    expect(alerts(bench.send({ ...ticker, last: 300_901, mark: 300_901 }))).toEqual([]);
    expect(alerts(bench.send({ ...ticker, last: 300_900, mark: 300_900 }))).toEqual([SOON]);
  });
});
