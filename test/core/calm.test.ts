import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayBounds, isCalm } from '../../src/core/calm.ts';
import { dayKey } from '../../src/core/local-time.ts';
import { CoreBench, LONG, submits } from './harness.ts';

/** 0.333 BTC held from 30,000.0: the day's limit of 200 USDT is lost at 29,399.4 and below, a little lower while less is held. */
const LIMIT_PRICE = 293_994;

const moves = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: LIMIT_PRICE - 60, max: LIMIT_PRICE + 3 }) },
    { weight: 8, arbitrary: fc.integer({ min: LIMIT_PRICE, max: 310_000 }) },
    { weight: 1, arbitrary: fc.constantFrom('night', 'deposit', 'resume', 'funding', 'fill') },
  ),
  { minLength: 1, maxLength: 30 },
);

/** Of 0.333, filled one by one later on. */
const LEFT = 3;

/** A long of up to 0.333 whose plan is never served, so that nothing but the watch speaks. */
function holding(): CoreBench {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', LONG));
  bench.fill(entry!, entry!.quantity - LEFT, 300_000, 'f1');
  return bench;
}

function move(bench: CoreBench, what: number | string, i: number): unknown {
  switch (what) {
    case 'night':
      return bench.wait(86_400_000 - 1).bar('ETHUSDT', 1_000);
    case 'deposit':
      return bench.send({
        type: 'transfer',
        transferId: `t${i}`,
        currency: 'USDT',
        amount: 10n ** 13n,
        time: 0,
      });
    case 'resume':
      return bench.send({ type: 'command', commandId: `c${i}`, command: { kind: 'resume', reason: 'test' } });
    case 'fill': {
      const entry = [...bench.facts.orders.values()].find(({ role }) => role === 'entry');
      return bench.fill(entry!, 1, 300_000, `f-${i}`);
    }
    case 'funding':
      return bench.send({
        type: 'funding',
        fundingId: `u${i}`,
        instrument: 'BTCUSDT',
        leg: 'net',
        rate: 1,
        amount: -(10n ** 12n),
        currency: 'USDT',
        time: 0,
      });
    default:
      return bench.bar('BTCUSDT', what as number);
  }
}

describe('the calm between bookings', () => {
  it('hides nothing that the exact watch would say', () => {
    let calm = 0;
    let halts = 0;
    fc.assert(
      fc.property(moves, (list) => {
        const quick = holding();
        const exact = holding();
        list.forEach((what, i) => {
          exact.core.calm = undefined;
          move(quick, what, i);
          move(exact, what, i);
          if (isCalm(quick.core)) calm++;
        });
        expect(quick.history).toEqual(exact.history);
        if (quick.facts.halt) halts++;
      }),
      { seed: 3, numRuns: 1_000 },
    );
    // Both were seen, else the comparison says nothing.
    expect(calm).toBeGreaterThan(1_000);
    expect(halts).toBeGreaterThan(100);
  });

  it('lasts within one local day, across changes of the offset', () => {
    const zone = [
      [0, 3_600_000],
      [100_000_000, 7_200_000],
      [250_000_000, -3_600_000],
    ] as const;
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 400_000_000 }), (at) => {
        const { fromMs, untilMs } = dayBounds(at, zone);
        expect(at >= fromMs && at < untilMs).toBe(true);
        expect(dayKey(fromMs, zone)).toBe(dayKey(at, zone));
        expect(dayKey(untilMs - 1, zone)).toBe(dayKey(at, zone));
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });
});
