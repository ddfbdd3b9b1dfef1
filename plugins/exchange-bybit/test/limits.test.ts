import { FakeClock } from '@botrc/sdk/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Limits } from '../src/private/limits.ts';

const headers = (most: number, left: number, resetMs: number) => {
  const told: Record<string, string> = {
    'x-bapi-limit': String(most),
    'x-bapi-limit-status': String(left),
    'x-bapi-limit-reset-timestamp': String(resetMs),
  };
  return { get: (name: string) => told[name] ?? null };
};

/** When each turn came, by a clock that moves ten ms at a time. */
async function turns(
  clock: FakeClock,
  limits: Limits,
  names: readonly string[],
  perSecond: number,
): Promise<number[]> {
  const begun = clock.now();
  const came: number[] = [];
  const refused: unknown[] = [];
  for (const name of names)
    limits.turn(name, perSecond).then(
      () => came.push(clock.now() - begun),
      (error: unknown) => refused.push(error),
    );
  for (let i = 0; i < 700 && came.length + refused.length < names.length; i++) {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    clock.advance(10);
  }
  return came;
}

describe('limits (E-4)', () => {
  it('never let more than the limit go within any second, however it is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 }),
        async (perSecond, gaps) => {
          const clock = new FakeClock(1_000_000);
          const limits = new Limits(clock, () => 0);
          const came: number[] = [];
          // In small steps: what a timer sets off is seen when the clock stands still.
          const pass = async (ms: number): Promise<void> => {
            for (let passed = 0; passed < ms; passed += 20) {
              for (let t = 0; t < 5; t++) await Promise.resolve();
              clock.advance(20);
            }
          };
          for (const gap of gaps) {
            limits.turn('/v5/order/create', perSecond).then(
              () => came.push(clock.now()),
              () => undefined,
            );
            await pass(gap);
          }
          await pass(6_000);
          expect(came.length).toBeGreaterThan(0);
          for (const [i, at] of came.entries()) {
            const later = came[i + perSecond];
            if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(1_000);
          }
        },
      ),
      { seed: 15, numRuns: 200 },
    );
  });

  it('count each path by itself', async () => {
    const clock = new FakeClock(1_000_000);
    const came = await turns(clock, new Limits(clock, () => 0), ['a', 'b', 'a', 'b'], 1);
    expect(came.filter((ms) => ms < 100)).toHaveLength(2);
  });

  it('wait for the reset that the venue tells, and take over a limit that it has raised', async () => {
    const clock = new FakeClock(1_000_000);
    const limits = new Limits(clock, () => 0);
    await limits.turn('a', 2);
    limits.told('a', headers(20, 0, clock.now() + 700), clock.now());
    const came = await turns(
      clock,
      limits,
      Array.from({ length: 15 }, () => 'a'),
      2,
    );
    expect(came).toHaveLength(15);
    expect(Math.min(...came)).toBeGreaterThanOrEqual(690);
    expect(Math.max(...came)).toBeLessThan(1_000);
  });

  it('pause the whole account after "too many", for ever longer, until the venue serves again', async () => {
    const clock = new FakeClock(1_000_000);
    const limits = new Limits(clock, () => 0);
    limits.refused('busy');
    const [first = 0] = await turns(clock, limits, ['a'], 10);
    limits.refused('busy');
    limits.refused('busy');
    const [third = 0] = await turns(clock, limits, ['b'], 10);
    expect(first).toBeGreaterThanOrEqual(1_000);
    expect(third).toBeGreaterThan(first);
  });

  it('refuse with a code what would wait for more than five seconds, and send nothing', async () => {
    const clock = new FakeClock(1_000_000);
    const limits = new Limits(clock, () => 0);
    limits.refused('ban');
    await expect(limits.turn('a', 10)).rejects.toMatchObject({ code: 'BOTRC_RATE_LIMITED' });
    clock.advance(600_000);
    await expect(limits.turn('a', 10)).resolves.toBeUndefined();
  });
});
