import { describe, expect, it } from 'vitest';
import { addMinute, barsOf, emptyMinutes, type Minutes } from '../../src/sim/index.ts';
import { T0 } from './venue-kit.ts';

const MINUTE = 60_000;

/** Minute i has open i, close i+1 and volume 1; those listed are missing. */
function minutes(count: number, missing: readonly number[] = []): Minutes {
  const list = emptyMinutes();
  for (let i = 0; i < count; i++) {
    if (missing.includes(i)) continue;
    const prices = { open: 100 + i, high: 105 + i, low: 95 + i, close: 101 + i };
    addMinute(list, { openMs: T0 + i * MINUTE, ...prices, volume: 1 }, 10_000);
  }
  return list;
}

const opens = (list: Minutes, interval: '1m' | '5m' | '15m', toMs: number, limit = 1000): number[] =>
  barsOf(list, 'X', interval, toMs, limit).map((bar) => (bar.openMs - T0) / MINUTE);

describe('bars of a record of minutes', () => {
  it('fold the minutes of their interval', () => {
    expect(barsOf(minutes(11), 'X', '5m', T0 + 11 * MINUTE, 2)[1]).toEqual({
      ...{ type: 'bar', instrument: 'X', interval: '5m', openMs: T0 + 5 * MINUTE, time: T0 + 10 * MINUTE },
      ...{ open: 105, high: 114, low: 100, close: 110, volume: 5 },
    });
  });

  it('close at or before the end, are the newest ones, and come oldest first', () => {
    expect(opens(minutes(20), '5m', T0 + 15 * MINUTE)).toEqual([0, 5, 10]);
    expect(opens(minutes(20), '5m', T0 + 15 * MINUTE - 1)).toEqual([0, 5]);
    expect(opens(minutes(20), '5m', T0 + 99 * MINUTE, 2)).toEqual([10, 15]);
    expect(opens(minutes(3), '1m', T0 + 2 * MINUTE)).toEqual([0, 1]);
  });

  it('leave out what has no minute at all, and what began before the record', () => {
    expect(opens(minutes(20, [5, 6, 7, 8, 9]), '5m', T0 + 20 * MINUTE)).toEqual([0, 10, 15]);
    expect(opens(minutes(20, [6, 7]), '5m', T0 + 20 * MINUTE)).toEqual([0, 5, 10, 15]);
    expect(opens(minutes(40, [0, 1, 2]), '15m', T0 + 40 * MINUTE)).toEqual([15]);
    expect(opens(emptyMinutes(), '1m', T0)).toEqual([]);
  });

  it('are kept in bounded number', () => {
    const list = emptyMinutes();
    for (let i = 0; i < 1000; i++)
      addMinute(list, { openMs: T0 + i * MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 0 }, 100);
    expect(list.openMs.length).toBeLessThanOrEqual(100);
    expect(list.openMs.length).toBeGreaterThanOrEqual(90);
    expect(list.openMs.at(-1)).toBe(T0 + 999 * MINUTE);
    expect(list.close).toHaveLength(list.openMs.length);
  });
});
