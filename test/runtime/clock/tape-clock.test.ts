import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import { FakeClock } from '../../../src/sdk/testkit/index.ts';

describe('tape clock', () => {
  it('stands still until it is moved, then runs each timer at its moment', () => {
    const clock = createTapeClock(1000);
    const seen: [string, number][] = [];
    clock.setTimer(50, () => seen.push(['b', clock.now()]));
    clock.setTimer(20, () => {
      seen.push(['a', clock.now()]);
      clock.setTimer(0, () => seen.push(['a2', clock.now()]));
    });
    expect([clock.now(), clock.nextDue]).toEqual([1000, 1020]);
    expect(clock.advance()).toBe(true);
    clock.runTo(1060);
    expect(seen).toEqual([
      ['a', 1020],
      ['a2', 1020],
      ['b', 1050],
    ]);
    expect([clock.now(), clock.nextDue, clock.advance()]).toEqual([1060, undefined, false]);
  });

  it('refuses to go back', () => {
    const clock = createTapeClock(1000);
    expect(() => clock.runTo(999)).toThrow(RangeError);
  });

  it('runs timers of one moment in the order they were set, cancelled ones never', () => {
    const clock = createTapeClock(0);
    const seen: number[] = [];
    const handles = Array.from({ length: 100 }, (_, i) => clock.setTimer(5, () => seen.push(i)));
    for (const [i, handle] of handles.entries()) if (i % 3 !== 0) handle.cancel();
    clock.runTo(5);
    for (const handle of handles) handle.cancel();
    expect(seen).toEqual(Array.from({ length: 34 }, (_, i) => i * 3));
    expect(clock.nextDue).toBeUndefined();
  });

  const action = fc.oneof(
    fc.record({ set: fc.nat(30) }),
    fc.record({ cancel: fc.nat(40) }),
    fc.record({ run: fc.nat(10) }),
  );
  it('does as the plain clock of the testkit does, whatever is set, cancelled and run', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const play = (
          clock: { now(): number; setTimer: FakeClock['setTimer'] },
          run: (ms: number) => void,
        ) => {
          const seen: [number, number][] = [];
          const handles: { cancel(): void }[] = [];
          for (const a of actions) {
            if ('set' in a) {
              const id = handles.length;
              handles.push(clock.setTimer(a.set, () => seen.push([id, clock.now()])));
            } else if ('cancel' in a) handles[a.cancel]?.cancel();
            else run(clock.now() + a.run);
          }
          run(clock.now() + 100);
          return seen;
        };
        const tape = createTapeClock(0);
        const fake = new FakeClock(0);
        expect(play(tape, (ms) => tape.runTo(ms))).toEqual(play(fake, (ms) => fake.advanceTo(ms)));
      }),
    );
  });
});
