import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';

/** A machine whose two clocks are set by hand. */
function machine(): { wallMs: number; steadyMs: number; wall(): number; steady(): number } {
  return {
    wallMs: 1_000_000,
    steadyMs: 0,
    wall() {
      return this.wallMs;
    },
    steady() {
      return this.steadyMs;
    },
  };
}

describe('now', () => {
  it('is the wall clock in whole ms', () => {
    const source = machine();
    const clock = systemClock(source);
    source.wallMs += 12.7;
    source.steadyMs += 12.7;
    expect(clock.now()).toBe(1_000_012);
  });

  it('follows a step forward at once', () => {
    const source = machine();
    const clock = systemClock(source);
    source.wallMs += 3_600_000;
    expect(clock.now()).toBe(4_600_000);
  });

  it('after a step back never decreases, still moves, and meets the wall again', () => {
    const source = machine();
    const clock = systemClock(source);
    source.wallMs -= 10_000;
    const seen = [clock.now()];
    for (let second = 0; second < 30; second++) {
      source.wallMs += 1000;
      source.steadyMs += 1000;
      seen.push(clock.now());
    }
    for (let i = 1; i < seen.length; i++) expect(seen[i]).toBeGreaterThan(seen[i - 1] ?? 0);
    expect(seen.at(-1)).toBe(source.wallMs);
    expect(seen[19]).toBeGreaterThan(source.wallMs - 11_000);
  });
});

describe('setTimer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits longer than setTimeout can', () => {
    const clock = systemClock({ wall: () => Date.now(), steady: () => performance.now() });
    const fired = vi.fn();
    clock.setTimer(2 ** 31 + 5000, fired);
    vi.advanceTimersByTime(2 ** 31 + 4999);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2);
    expect(fired).toHaveBeenCalledOnce();
  });

  it('does not fire once it is cancelled, nor early when the steady clock lags', () => {
    const source = machine();
    const clock = systemClock(source);
    const cancelled = vi.fn();
    const late = vi.fn();
    clock.setTimer(10, cancelled).cancel();
    clock.setTimer(10, late);
    source.steadyMs = 9;
    vi.advanceTimersByTime(10);
    expect(late).not.toHaveBeenCalled();
    source.steadyMs = 10;
    vi.advanceTimersByTime(1);
    expect(late).toHaveBeenCalledOnce();
    expect(cancelled).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the machine itself', () => {
  it('gives integers that do not decrease, and timers that fire', async () => {
    const clock = systemClock();
    const before = clock.now();
    await new Promise<void>((resolve) => {
      clock.setTimer(1, resolve);
    });
    expect(Number.isInteger(before)).toBe(true);
    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });
});
