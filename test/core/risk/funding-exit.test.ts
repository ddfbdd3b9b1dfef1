import { describe, expect, it } from 'vitest';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { BTC, CoreBench, cancels, LONG, START, submits } from '../harness.ts';
import { alerts, answer, ETH_LONG, enter, recovered, resting, withRisk } from './rig.ts';

const TEN_MINUTES = 600_000;
const config = (action: 'alert' | 'close') =>
  withRisk({ fundingExit: { beforeMs: TEN_MINUTES, r: rateFromFraction(0.3), action } });

/** LONG held from 30,000.0: 1 R is 300.0 of price, 0.3 R is 90.0. Funding is told for `left` ms after `now`. */
function nearFunding(left: number, last: number, action: 'alert' | 'close' = 'alert') {
  const bench = new CoreBench(config(action));
  enter(bench, 's1', LONG);
  const ticker = { type: 'ticker', instrument: 'BTCUSDT', time: bench.now, last, mark: last } as const;
  return { bench, effects: bench.send({ ...ticker, nextFundingMs: bench.now + left }) };
}

describe('funding exit (R-8)', () => {
  it.each([
    ['far', TEN_MINUTES + 1, 300_000, false],
    ['at 10 minutes', TEN_MINUTES, 300_000, false],
    ['within', TEN_MINUTES - 1, 300_000, true],
    ['within, with less than 0.3 R', 1, 300_899, true],
    ['within, with 0.3 R', 1, 300_900, false],
  ])('with funding %s', (_case, left, last, told) => {
    const { effects } = nearFunding(left, last);
    expect(alerts(effects)).toEqual(told ? ['warning: BTCUSDT: funding is near'] : []);
  });

  it('says when it comes, and gives each funding a key of its own', () => {
    const { bench, effects } = nearFunding(90_500, 300_000);
    expect(effects.filter(({ type }) => type === 'alert')).toMatchObject([
      {
        text: 'funding in 91 s and the position has not gained enough.',
        dedupeKey: `funding/main/BTCUSDT/net/s1/${bench.now + 90_500}`,
      },
    ]);
  });

  it('is told once for each funding', () => {
    const { bench } = nearFunding(1_000, 300_000);
    const next = bench.now + 1_000;
    const ticker = { type: 'ticker', instrument: 'BTCUSDT', time: bench.now, mark: 300_000 } as const;
    expect(alerts(bench.send({ ...ticker, nextFundingMs: next }))).toEqual([]);
    bench.wait(2_000);
    expect(alerts(bench.send({ ...ticker, nextFundingMs: bench.now + 1_000 }))).toHaveLength(1);
  });

  it('closes at market, reduce-only, where the profile says so, part by part until flat', () => {
    const { bench, effects } = nearFunding(1_000, 300_000, 'close');
    const [close] = submits(effects);
    expect(close).toMatchObject({ type: 'market', timeInForce: 'ioc', reduceOnly: true, quantity: 333 });
    if (close) bench.fill(close, 100, 300_000);
    if (close) bench.update(close, 'cancelled', 2);
    bench.wait(1_000);
    const timerId = 'flatten/main/BTCUSDT/net/s1';
    expect(submits(bench.send({ type: 'timer', timerId }))).toMatchObject([{ quantity: 233 }]);
  });

  it('knows the whole intervals where the venue tells no time', () => {
    const bench = new CoreBench(config('alert'));
    enter(bench, 's1', LONG);
    const next = Math.ceil(START / 28_800_000) * 28_800_000;
    bench.now = next - TEN_MINUTES - 60_000;
    expect(alerts(bench.bar('BTCUSDT', 300_000))).toEqual([]);
    bench.now = next - 60_000;
    expect(alerts(bench.send({ ...BAR, time: next, openMs: next - 60_000 }))).toEqual([
      'warning: BTCUSDT: funding is near',
    ]);
  });
});

describe('the funding window (R-8)', () => {
  const ticker = (bench: CoreBench, left: number) =>
    bench.send({
      type: 'ticker',
      instrument: 'BTCUSDT',
      time: bench.now,
      mark: 300_000,
      nextFundingMs: bench.now + left,
    });

  it.each(['alert', 'close'] as const)('opens nothing inside it, and exits pass (%s)', (action) => {
    const bench = new CoreBench(config(action));
    enter(bench, 's1', LONG);
    // 0.3 R and more is gained: the position may stay.
    const gained = 301_000;
    bench.bar('BTCUSDT', gained);
    const next = { type: 'ticker', instrument: 'BTCUSDT', mark: gained, last: gained } as const;
    bench.send({ ...next, time: bench.now, nextFundingMs: bench.now + TEN_MINUTES });
    expect(answer(bench, 's1', resting({ quantity: 10 }), gained)).toBe('funding-window');
    expect(answer(bench, 's2', ETH_LONG)).toMatchObject({ instrument: 'ETHUSDT' });
    expect(answer(bench, 's1', EXIT, gained)).toMatchObject({ reduceOnly: true });
  });

  it('cancels entries of its instrument that still work when it begins, and lets entries in when it is over', () => {
    const bench = new CoreBench(config('alert'));
    const order = answer(bench, 's1', resting());
    const other = answer(bench, 's2', resting({ instrument: 'ETHUSDT' }));
    if (typeof order === 'string' || typeof other === 'string') throw new Error('refused');
    expect(cancels(ticker(bench, TEN_MINUTES))).toEqual([]);
    expect(cancels(ticker(bench, TEN_MINUTES - 1))).toEqual([order.clientOrderId]);
    expect(cancels(ticker(bench, TEN_MINUTES - 2))).toEqual([]);
    bench.wait(TEN_MINUTES);
    expect(answer(bench, 's1', resting())).toMatchObject({ side: 'buy' });
  });

  it('is known again after a restart', () => {
    const bench = new CoreBench(config('alert'));
    const restarted = new CoreBench(config('alert'), recovered(bench));
    const interval = BTC.fundingIntervalMs;
    restarted.now = Math.ceil(bench.now / interval) * interval - TEN_MINUTES;
    // By the interval, before any ticker has come.
    expect(answer(restarted, 's1', LONG)).toBe('funding-window');
  });
});

const EXIT = { type: 'exit', instrument: 'BTCUSDT', reason: 'test' } as const;

const BAR = {
  type: 'bar',
  instrument: 'BTCUSDT',
  interval: '1m',
  open: 300_000,
  high: 300_000,
  low: 300_000,
  close: 300_000,
  volume: 1,
} as const;
