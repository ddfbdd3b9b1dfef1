import type { Bar, Intent } from '@botrc/sdk';
import { StrategyBench, strategySuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import swing from '../index.ts';

const btc = testInstrument('BTCUSDT');
/** Short averages, so that a day is enough. */
const OPTIONS = { trendFast: 2, trendSlow: 4, adx: 2, minAdx: 10, rsi: 3, memory: 6, atr: 5 };
const FIVE = 300_000;

const make = (options: object = {}): StrategyBench =>
  new StrategyBench({ plugin: swing, params: { ...OPTIONS, ...options }, instruments: [btc] });

let at = 0;
const step = (bench: StrategyBench, close: number, reach = 100): readonly Intent[] => {
  const bar: Bar = {
    type: 'bar',
    instrument: btc.id,
    interval: '5m',
    openMs: at * FIVE,
    time: ++at * FIVE,
    open: close,
    high: close + reach,
    low: close - reach,
    close,
    volume: 10,
  };
  return bench.play(bar);
};
/** Twelve hours of one direction, then what follows, bar by bar. */
function play(bench: StrategyBench, slope: number, then: readonly number[]): (readonly Intent[])[] {
  at = 0;
  for (let i = 0; i < 144; i++) step(bench, 1_000_000 + slope * i);
  return then.map((close) => step(bench, close));
}
const END = 1_000_000 + 200 * 143;
const DIP = [END - 600, END - 1400, END - 2200];
const TURN = END - 1800;

describe('swing', () => {
  it.each(strategySuite)('$id $title', async ({ run }) => {
    expect(await run({ plugin: swing, params: {} })).toBeUndefined();
  });

  it('buys a pullback in the uptrend of the hour once it has turned', () => {
    const answers = play(make(), 200, [...DIP, TURN]);
    expect(answers.slice(0, -1).flat()).toEqual([]);
    const [signal] = answers.at(-1) as Intent[];
    expect(signal).toMatchObject({ type: 'signal', side: 'buy' });
    if (signal?.type !== 'signal') return;
    // The stop is beyond the lowest low of the last six bars, the first target as far on the other side.
    const lowest = END - 2200 - 100;
    expect(signal.stop).toBeLessThan(lowest);
    expect(signal.stop).toBeGreaterThan(lowest - 1000);
    expect(signal.targets).toEqual([{ price: TURN + (TURN - signal.stop), fraction: 0.5 }]);
    expect(signal.trailBy).toBeGreaterThan(0);
  });

  it('sells a rise in the downtrend the same way', () => {
    const mirror = [...DIP, TURN].map((close) => 2_000_000 - close);
    expect(play(make(), -200, mirror).flat()).toMatchObject([{ side: 'sell' }]);
  });

  it.each<[string, object, number[]]>([
    ['there is no pullback', {}, [END + 200, END + 400, END + 600]],
    ['the pullback has not turned', {}, [...DIP, END - 2250]],
    [
      'the pullback is too long ago',
      { memory: 2 },
      [...DIP, ...Array.from({ length: 10 }, (_, i) => END - 2110 + 90 * i), END - 900],
    ],
  ])('says nothing where %s', (_, options, then) => {
    expect(play(make(options), 200, then).flat()).toEqual([]);
  });

  it('says nothing where the hour has no trend', () => {
    const flat = [...DIP, TURN].map((close) => close - END + 1_000_000);
    expect(play(make(), 0, flat).flat()).toEqual([]);
  });

  it('enters a pullback once', () => {
    const bench = make();
    play(bench, 200, [...DIP, TURN]);
    expect([1, 2, 3].flatMap((i) => step(bench, TURN + i * 200))).toEqual([]);
  });

  it('leaves when the trend of the hour turns, and only at the end of an hour', () => {
    const bench = make({ stopAtr: 20, targetFraction: 0.01 });
    play(bench, 200, [...DIP, TURN]);
    const start = at;
    const exits: number[] = [];
    for (let i = 0; i < 60 && exits.length === 0; i++) {
      if (step(bench, TURN - 120 * i, 20).some((intent) => intent.type === 'exit')) exits.push(at);
    }
    expect(exits).toHaveLength(1);
    expect((exits[0] as number) % 12).toBe(0);
    expect(exits[0]).toBeGreaterThan(start);
  });

  it('refuses averages the wrong way round', () => {
    expect(() => make({ trendFast: 50, trendSlow: 20 })).toThrow('less than trendSlow');
  });
});
