import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedRandom } from '../../src/sdk/index.ts';
import { createDataLine, drawLatency, hear, type Latency, nextHeardMs, tell } from '../../src/sim/index.ts';
import { VenueRig } from './venue-kit.ts';

const lognormal: Latency = { model: 'lognormal', medianMs: 40, sigma: 0.5, maxMs: 400 };
const drawn = (latency: Latency, seed: string | number, count = 20_000): number[] => {
  const random = seedRandom(seed);
  return Array.from({ length: count }, () => drawLatency(latency, random));
};

describe('a latency', () => {
  it('that is fixed draws nothing', () => {
    const random = seedRandom(1);
    expect(drawLatency({ model: 'fixed', ms: 12 }, random)).toBe(12);
    expect(random).toEqual(seedRandom(1));
  });

  it('that is uniform takes every whole number between its bounds alike', () => {
    const counts = new Map<number, number>();
    for (const ms of drawn({ model: 'uniform', minMs: 3, maxMs: 7 }, 1)) {
      counts.set(ms, (counts.get(ms) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6, 7]);
    for (const count of counts.values()) expect(Math.abs(count - 4000)).toBeLessThan(250);
  });

  it('that is lognormal has its median in the middle, a tail of 3.2 medians, and an end', () => {
    const sorted = drawn(lognormal, 7).sort((a, b) => a - b);
    expect(Math.abs(sorted[10_000]! - 40)).toBeLessThanOrEqual(1);
    expect(Math.abs(sorted[19_800]! - 128)).toBeLessThan(8);
    expect(Math.max(...drawn({ ...lognormal, sigma: 3 }, 7))).toBe(400);
  });

  it.each<Latency>([lognormal, { model: 'uniform', minMs: 0, maxMs: 9 }])(
    '%o is whole and from its seed alone',
    (latency) => {
      expect(drawn(latency, 'a', 500)).toEqual(drawn(latency, 'a', 500));
      expect(drawn(latency, 'a', 500)).not.toEqual(drawn(latency, 'b', 500));
      expect(drawn(latency, 'a', 500).every(Number.isSafeInteger)).toBe(true);
    },
  );

  it.each<[Latency, string]>([
    [{ model: 'uniform', minMs: 5, maxMs: 4 }, 'latency.order'],
    [{ model: 'uniform', minMs: 0.5, maxMs: 4 }, 'latency.order'],
    [{ model: 'lognormal', medianMs: 5, sigma: Number.NaN, maxMs: 9 }, 'latency.order'],
    [{ model: 'fixed', ms: -1 }, 'latency.order'],
  ])('%o is refused', (order, where) => {
    const open = (): VenueRig => new VenueRig({ latency: { order, cancel: { model: 'fixed', ms: 0 } } });
    expect(open).toThrow(expect.objectContaining({ detail: expect.objectContaining({ where }) }));
  });
});

describe('what a venue tells', () => {
  it('arrives in the order it was told, each message late by a latency, and all of it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), fc.integer(), (gaps, seed) => {
        const line = createDataLine<number>({ model: 'lognormal', medianMs: 20, sigma: 1, maxMs: 200 }, seed);
        const told: number[] = [];
        const heard: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          tell(line, now, now);
          told.push(now);
          for (const message of hear(line, now)) {
            expect(now - message).toBeLessThanOrEqual(200 + 50);
            heard.push(message);
          }
        }
        for (let due = nextHeardMs(line); due !== undefined; due = nextHeardMs(line)) {
          expect(due).toBeGreaterThan(now);
          now = due;
          heard.push(...hear(line, due));
        }
        expect(heard).toEqual(told);
        expect(now).toBeLessThanOrEqual(told.at(-1)! + 200);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('arrives at once where there is no latency', () => {
    const line = createDataLine<string>({ model: 'fixed', ms: 0 }, 1);
    tell(line, 'a', 5);
    expect(hear(line, 5)).toEqual(['a']);
    expect(nextHeardMs(line)).toBeUndefined();
  });
});
