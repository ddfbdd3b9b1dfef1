import type { Bar, Intent } from '@botrc/sdk';
import { StrategyBench, strategySuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import breakout from '../index.ts';

const cocoa = testInstrument('CCH6');
/** As on FORTS: ten to a quarter to seven in Moscow, three hours ahead of UTC. */
const session = {
  hours: 'mon-fri 10:00-18:45',
  zone: 'Europe/Moscow',
  holidays: ['2026-01-07'],
  halfDays: ['2026-01-08 14:00'],
};
const OPTIONS = { interval: '15m', session, rangeMinutes: 30, breakoutMult: 0.1, targetR: 2 };
const QUARTER = 900_000;

const make = (options: object = {}): StrategyBench =>
  new StrategyBench({ plugin: breakout, params: { ...OPTIONS, ...options }, instruments: [cocoa] });

type Hand = readonly [high: number, low: number, close: number];
const FLAT: Hand = [100_050, 99_950, 100_000];

/** Bars of a quarter of an hour from the given UTC time on, and the answer to each. */
function play(bench: StrategyBench, from: string, hands: readonly Hand[]): Intent[][] {
  return hands.map(([high, low, close], i) => {
    const openMs = Date.parse(from) + i * QUARTER;
    const bar: Bar = {
      type: 'bar',
      instrument: cocoa.id,
      interval: '15m',
      openMs,
      time: openMs + QUARTER,
      open: close,
      high,
      low,
      close,
      volume: 5,
    };
    return [...bench.play(bar)];
  });
}
/** The opening range is 99,950 to 100,050. */
const OPENING = [FLAT, FLAT];
const UP: Hand = [100_070, 100_000, 100_061];
const DOWN: Hand = [100_000, 99_930, 99_939];

describe('open-range-breakout', () => {
  it.each(strategySuite)('$id $title', async ({ run }) => {
    expect(await run({ plugin: breakout, params: {} })).toBeUndefined();
  });

  it('follows a close beyond the opening range: stop at its other side, target in stop distances', () => {
    const [signal] = play(make(), '2026-01-06T07:00Z', [...OPENING, FLAT, UP]).at(-1) as Intent[];
    expect(signal).toMatchObject({
      type: 'signal',
      side: 'buy',
      stop: 99_950,
      targets: [{ price: 100_061 + 2 * 111, fraction: 1 }],
    });
    expect(play(make(), '2026-01-06T07:00Z', [...OPENING, DOWN]).at(-1)).toMatchObject([
      { side: 'sell', stop: 100_050 },
    ]);
  });

  it('needs a close beyond it by a part of its height, and none within the opening itself', () => {
    const near: Hand = [100_070, 100_000, 100_060];
    expect(play(make(), '2026-01-06T07:00Z', [...OPENING, near]).flat()).toEqual([]);
    expect(play(make(), '2026-01-06T07:00Z', [FLAT, UP]).flat()).toEqual([]);
  });

  it('enters once in a session, and again in the next', () => {
    const bench = make({ targetR: 0 });
    const back: Hand = [100_000, 99_940, 99_945];
    // Stopped out, and again beyond the range: no second entry.
    const first = play(bench, '2026-01-06T07:00Z', [...OPENING, UP, UP, back, back, FLAT, UP]);
    expect(first.flat()).toMatchObject([{ type: 'signal' }]);
    expect(play(bench, '2026-01-08T07:00Z', [...OPENING, UP]).flat()).toMatchObject([{ type: 'signal' }]);
  });

  it('has no target where that is 0', () => {
    const [signal] = play(make({ targetR: 0 }), '2026-01-06T07:00Z', [...OPENING, UP]).at(-1) as Intent[];
    expect(signal).not.toHaveProperty('targets');
  });

  it('trades neither on a holiday, nor at a weekend, nor before the session opens', () => {
    const days = ['2026-01-07T07:00Z', '2026-01-10T07:00Z', '2026-01-06T05:00Z'];
    for (const day of days) expect(play(make(), day, [...OPENING, FLAT, UP]).flat()).toEqual([]);
  });

  it('enters no more in the last hour, of a half day too', () => {
    const wait = (n: number): Hand[] => Array(n).fill(FLAT);
    // Half a day: 10:00 to 14:00. The entry at 12:45 is in time, the one at 13:00 is not.
    expect(play(make(), '2026-01-08T07:00Z', [...wait(10), UP]).flat()).toHaveLength(1);
    expect(play(make(), '2026-01-08T07:00Z', [...wait(11), UP]).flat()).toEqual([]);
  });

  it('is flat before the session closes, on a half day earlier (R-12)', () => {
    const hold = (n: number): Hand[] => Array(n).fill(UP);
    const whole = play(make({ targetR: 0, flatMinutes: 15 }), '2026-01-06T07:00Z', [...OPENING, ...hold(33)]);
    const exits = whole.flatMap((intents, i) => (intents[0]?.type === 'exit' ? [i] : []));
    // The bar that closes at 18:30 in Moscow, 15 minutes before the session does.
    expect(exits).toEqual([33]);
    const half = play(make({ targetR: 0, flatMinutes: 15 }), '2026-01-08T07:00Z', [...OPENING, ...hold(14)]);
    expect(half.findIndex((intents) => intents[0]?.type === 'exit')).toBe(14);
  });

  it('leaves what is still held when the next session begins with a hole', () => {
    const bench = make({ targetR: 0 });
    play(bench, '2026-01-06T07:00Z', [...OPENING, UP, UP]);
    expect(bench.position(cocoa.id).quantity).not.toBe(0);
    expect(play(bench, '2026-01-06T20:00Z', [UP]).flat()).toMatchObject([
      { type: 'exit', reason: 'the session is closed' },
    ]);
  });

  it('takes an opening range with a hole in it for none', () => {
    const bench = make();
    play(bench, '2026-01-06T07:00Z', [FLAT]);
    expect(play(bench, '2026-01-06T07:30Z', [FLAT, UP]).flat()).toEqual([]);
  });

  it('does not chase a breakout that was before the start', () => {
    const bench = make();
    bench.warm = false;
    play(bench, '2026-01-06T07:00Z', [...OPENING, UP]);
    bench.warm = true;
    expect(play(bench, '2026-01-06T07:45Z', [UP, UP, FLAT]).flat()).toEqual([]);
    expect(play(bench, '2026-01-06T08:30Z', [UP]).flat()).toHaveLength(1);
  });

  it('keeps its hours through the change to summer time', () => {
    const york = { ...OPTIONS, session: { hours: 'mon-fri 09:30-16:00', zone: 'America/New_York' } };
    for (const open of ['2026-03-06T14:30Z', '2026-03-09T13:30Z'])
      expect(play(make(york), open, [...OPENING, UP]).flat()).toHaveLength(1);
  });

  it.each([
    [{ session: { ...session, hours: '10-18' } }, 'session'],
    [{ session: { ...session, holidays: ['2026-13-01'] } }, '2026-13-01'],
    [{ rangeMinutes: 20 }, 'whole number of bars'],
  ])('refuses %o', (options, message) => {
    expect(() => make(options)).toThrow(message);
  });
});
