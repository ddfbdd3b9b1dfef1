import fc from 'fast-check';
import { encode } from '../../src/core/codec.ts';
import { createFacts } from '../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../src/core/fold.ts';
import type { Intent } from '../../src/sdk/index.ts';
import { CONFIG, LONG } from './harness.ts';
import { type Line, VenueLine } from './venue-line.ts';

const STEPS = 9;
const LINES: readonly Line[] = [
  { twice: 0, late: 0, lost: 0 },
  { twice: 0.3, late: 0.3, lost: 0.1 },
  { twice: 0.2, late: 0.6, lost: 0.3 },
];

/** Something a strategy may ask for at this price: entries of every kind, changes, cancels, exits. */
function anyIntent(line: VenueLine): Intent | undefined {
  const { price } = line;
  const side = line.chance(0.5) ? 'buy' : 'sell';
  const ahead = side === 'buy' ? 1 : -1;
  const signal = {
    ...LONG,
    side,
    stop: price - ahead * (500 + line.below(3_000)),
    targets: [
      { price: price + ahead * (300 + line.below(300)), fraction: 0.5 },
      { price: price + ahead * (700 + line.below(500)), fraction: 0.5 },
    ],
    riskR: 0.2,
    breakEven: line.chance(0.5) ? 'full' : 'off',
    expiresMs: 90_000,
  } as const;
  const kind = line.below(9);
  if (kind <= 1) return signal;
  if (kind === 2) return { ...signal, trailBy: 400 + line.below(2_000) };
  if (kind === 3) return { ...signal, entry: price - ahead * line.below(300) };
  if (kind === 4) {
    const rung = (n: number) => ({ price: price - ahead * n * 100, fraction: 0.5 });
    return { ...signal, ladder: [rung(1), rung(2)] };
  }
  if (kind === 5) return { type: 'exit', instrument: signal.instrument, reason: 'test' };
  const own = [...line.bench.facts.open].flatMap((id) => line.bench.facts.orders.get(id) ?? []);
  const order = own[line.below(Math.max(1, own.length))];
  if (kind === 6 && order) return { type: 'cancel', clientOrderId: order.clientOrderId, reason: 'test' };
  if (kind === 7 && order) {
    const quantity = Math.max(1, order.quantity + line.below(60) - 30);
    return { type: 'amend', clientOrderId: order.clientOrderId, quantity, reason: 'test' };
  }
  return undefined;
}

/** One life over a line: returns what is wrong at its end. */
export function live(seed: number, line: Line, trailing: 'core' | 'venue'): string[] {
  const execution = {
    ...CONFIG.execution,
    trailing,
    partialFills: seed % 2 === 0 ? 'retry' : 'accept',
  } as const;
  // What is told late is no reason to close: the venue has the stop.
  const risk = { ...CONFIG.risk, unprotectedMs: 600_000, dailyLoss: { fraction: 100_000_000 } };
  const life = new VenueLine(seed, line, { execution, risk });
  for (let i = 0; i < STEPS; i++) {
    life.minute(life.price + life.below(801) - 400, anyIntent(life));
  }
  life.settle();
  const wrong = life.differences();
  const naked = life.nakedness();
  if (naked !== undefined) wrong.push(naked);
  const recovered = createFacts();
  for (const { event, effects } of life.bench.history) {
    if (event.type !== 'bar') foldEvent(recovered, event);
    foldDecision(recovered, { seq: event.seq, at: event.at, effects });
  }
  if (encode(recovered) !== encode(life.bench.facts)) wrong.push('recovery folds other facts');
  return wrong;
}

/** Whatever is late, twice, out of order, or lost and told again: orders and positions end as the venue has them. */
export const venueLineProperty = fc.property(
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.constantFrom(...LINES),
  fc.constantFrom('core', 'venue'),
  (seed, line, trailing) => {
    const wrong = live(seed, line, trailing);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
);
