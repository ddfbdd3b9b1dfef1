import type { Bar } from '@botrc/sdk';
import { FakeClock } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import { BarSequence } from '../src/bar-sequence.ts';
import { settle } from './support/context.ts';

const STEP = 60_000;
const T = 1_786_310_760_000;
/** The open time of bar n. */
const at = (n: number): number => T + n * STEP;

function bar(n: number): Bar {
  const prices = { open: 1, high: 1, low: 1, close: 1, volume: 0 };
  return { type: 'bar', instrument: 'BTCUSDT', interval: '1m', openMs: at(n), time: at(n + 1), ...prices };
}

/** A sequence beside a venue whose REST has the bars in `stored`. */
function begin(after?: number) {
  const clock = new FakeClock(T);
  const out: number[] = [];
  const lost: string[] = [];
  const limits: number[] = [];
  const stored = new Set<number>();
  let fails = false;
  const sequence = new BarSequence({
    step: STEP,
    clock,
    random: () => 0,
    emit: (given) => out.push((given.openMs - T) / STEP),
    lost: (reason) => lost.push(reason),
    fetch: async (limit) => {
      limits.push(limit);
      if (fails) throw new Error('no answer');
      return [...stored]
        .sort((a, b) => a - b)
        .slice(-limit)
        .map(bar);
    },
    ...(after !== undefined && { after: at(after) }),
  });
  const wait = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 100) {
      clock.advance(100);
      await settle();
    }
  };
  return { sequence, clock, out, lost, limits, stored, wait, setFails: (now: boolean) => (fails = now) };
}

describe('a sequence of bars', () => {
  it('hands each bar over once, in order', () => {
    const { sequence, out, clock } = begin();
    for (const n of [0, 0, 1, 2, 1, 2, 3]) sequence.confirmed(bar(n));
    expect(out).toEqual([0, 1, 2, 3]);
    expect(clock.nextDue).toBeUndefined();
  });

  it('asks REST for nothing while the stream is whole', () => {
    const { sequence, clock } = begin();
    sequence.opened(at(0));
    sequence.confirmed(bar(0));
    sequence.opened(at(1));
    sequence.confirmed(bar(1));
    expect(clock.nextDue).toBeUndefined();
  });

  it('fills a hole from REST; what follows it waits', async () => {
    const { sequence, out, stored, wait, lost } = begin();
    sequence.confirmed(bar(0));
    sequence.confirmed(bar(4));
    for (const n of [0, 1, 2, 3, 4]) stored.add(n);
    expect(out).toEqual([0]);
    sequence.confirmed(bar(5));
    await wait(1500);
    expect(out).toEqual([0, 1, 2, 3, 4, 5]);
    expect(lost).toEqual([]);
  });

  it('notices a missed close by the next open candle', async () => {
    const { sequence, out, stored, wait, limits } = begin();
    sequence.opened(at(0));
    sequence.opened(at(1));
    stored.add(0);
    await wait(1500);
    expect(out).toEqual([0]);
    expect(limits).toHaveLength(1);
  });

  it('does not ask when the close comes in the meantime', async () => {
    const { sequence, out, wait, limits } = begin();
    sequence.opened(at(0));
    sequence.opened(at(1));
    await wait(500);
    sequence.confirmed(bar(0));
    await wait(5000);
    expect(out).toEqual([0]);
    expect(limits).toEqual([]);
  });

  it('asks after a reconnect, and hands over what closed unseen', async () => {
    const { sequence, out, stored, wait, clock } = begin();
    sequence.confirmed(bar(0));
    clock.advance(3 * STEP);
    for (const n of [0, 1, 2]) stored.add(n);
    sequence.reconnected();
    await wait(1500);
    expect(out).toEqual([0, 1, 2]);
  });

  it('continues where history ended', async () => {
    const { sequence, out, stored, wait } = begin(3);
    sequence.opened(at(6));
    for (const n of [1, 2, 3, 4, 5]) stored.add(n);
    await wait(1500);
    expect(out).toEqual([4, 5]);
  });

  it('without history begins at the first candle seen', async () => {
    const { sequence, out, wait, limits } = begin();
    sequence.opened(at(6));
    sequence.confirmed(bar(6));
    await wait(5000);
    expect(out).toEqual([6]);
    expect(limits).toEqual([]);
  });

  it('passes over a hole that the venue has itself, and says so', async () => {
    const { sequence, out, stored, lost, wait } = begin();
    sequence.confirmed(bar(0));
    sequence.confirmed(bar(3));
    for (const n of [0, 2, 3]) stored.add(n);
    await wait(1500);
    expect(out).toEqual([0, 2, 3]);
    expect(lost).toEqual([expect.stringContaining('the venue does not have them')]);
  });

  it('gives up after five attempts, says so once, and goes on with what it has', async () => {
    const { sequence, out, lost, limits, wait, setFails } = begin();
    setFails(true);
    sequence.confirmed(bar(0));
    sequence.confirmed(bar(2));
    await wait(60_000);
    expect(limits).toHaveLength(5);
    expect(out).toEqual([0, 2]);
    expect(lost).toEqual(['bars after 2026-08-09T21:26:00.000Z are missing: Error: no answer']);
    setFails(false);
    sequence.confirmed(bar(3));
    await wait(60_000);
    expect(out).toEqual([0, 2, 3]);
    expect(limits).toHaveLength(5);
  });

  it('keeps a bounded number waiting', () => {
    const { sequence, out, lost, clock, setFails } = begin();
    setFails(true);
    clock.advance(1500 * STEP);
    sequence.confirmed(bar(0));
    for (let n = 2; n < 1500; n++) sequence.confirmed(bar(n));
    expect(lost).toHaveLength(1);
    expect(out[0]).toBe(0);
    expect(out.at(-1)).toBe(1499);
    expect(out).toEqual([...out].sort((a, b) => a - b));
  });

  it('asks again after a reconnect where REST does not answer, for a while', async () => {
    const { sequence, out, lost, limits, stored, clock, wait, setFails } = begin();
    sequence.confirmed(bar(0));
    clock.advance(2 * STEP);
    setFails(true);
    sequence.reconnected();
    await wait(2500);
    expect(limits.length).toBeGreaterThan(1);
    setFails(false);
    for (const n of [0, 1]) stored.add(n);
    await wait(5000);
    expect(out).toEqual([0, 1]);
    setFails(true);
    limits.length = 0;
    sequence.reconnected();
    await wait(120_000);
    expect(limits).toHaveLength(5);
    // Nothing is known to be missing: no word of it.
    expect(lost).toEqual([]);
  });

  it('asks for no more than the venue gives at once', async () => {
    const { sequence, limits, clock, wait } = begin();
    sequence.confirmed(bar(0));
    clock.advance(5000 * STEP);
    sequence.reconnected();
    await wait(1500);
    expect(limits).toEqual([1000]);
  });

  it('refuses a candle of the far future, and goes on', () => {
    const { sequence, out } = begin();
    sequence.confirmed(bar(0));
    expect(() => sequence.confirmed(bar(1_000_000))).toThrow(
      expect.objectContaining({ code: 'BOTRC_BAR_INVALID' }),
    );
    expect(() => sequence.opened(at(1_000_000))).toThrow(
      expect.objectContaining({ code: 'BOTRC_BAR_INVALID' }),
    );
    sequence.confirmed(bar(1));
    expect(out).toEqual([0, 1]);
  });

  it('says nothing more once stopped', async () => {
    const { sequence, out, stored, wait, limits } = begin();
    sequence.confirmed(bar(0));
    sequence.confirmed(bar(2));
    stored.add(1);
    sequence.stop();
    await wait(5000);
    expect(out).toEqual([0]);
    expect(limits).toEqual([]);
  });
});
