import { describe, expect, it } from 'vitest';
import type { ResourceEvent } from '../../../src/core/event.ts';
import { createTapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import {
  processSampler,
  type ResourceSample,
  watchResources,
} from '../../../src/runtime/supervise/resource-monitor.ts';

const TERMS = { lagMs: 250, cpu: 0.9, memoryMb: 1024, seconds: 2 };
const CALM: ResourceSample = { cpu: 0.1, memoryMb: 100 };

/** Plays one sample a second and returns what was told. */
function told(samples: readonly ResourceSample[]): ResourceEvent[] {
  const clock = createTapeClock(0);
  const events: ResourceEvent[] = [];
  const left = [...samples];
  const stop = watchResources(
    clock,
    TERMS,
    () => left.shift() ?? CALM,
    (event) => events.push(event) > 0,
  );
  for (let second = 1; second <= samples.length; second++) clock.runTo(second * 1000);
  stop();
  return events;
}

describe('the resource monitor (R-14)', () => {
  it.each([
    ['CPU', { cpu: 0.91, memoryMb: 100 }, /^CPU 0\.91/],
    ['memory', { cpu: 0.1, memoryMb: 1025 }, /^1025 MB/],
  ])('tells when %s is beyond its limit for so long, and when it no longer is', (_what, high, reason) => {
    const events = told([high, high, high, high, CALM, CALM, CALM, CALM]);
    expect(events.map((event) => event.state)).toEqual(['strained', 'ok']);
    expect(events[0]?.reason).toMatch(reason);
  });

  it('says nothing at its limits, or of a short peak', () => {
    const peak = { cpu: 2, memoryMb: 100 };
    expect(told([{ cpu: 0.9, memoryMb: 1024 }, CALM, CALM, CALM])).toEqual([]);
    expect(told([peak, peak, CALM, peak, peak, CALM])).toEqual([]);
  });

  it('samples this very process', () => {
    const clock = createTapeClock(0);
    const sample = processSampler(clock);
    clock.runTo(1000);
    const { cpu, memoryMb } = sample();
    expect(cpu).toBeGreaterThanOrEqual(0);
    expect(memoryMb).toBeGreaterThan(1);
  });
});
