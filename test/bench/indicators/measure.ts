/**
 * One run of one indicator, a process of its own, so that what the compiler learned of others does not count:
 * `measure.ts NAME BARS`. Ours and a loop by hand take turns over the same bars, several times each; of each the
 * fastest turn counts. Prints one JSON line of nanoseconds a bar.
 */
import { nextFloat, nextNormal, seedRandom } from '../../../src/sdk/index.ts';
import { type BarLike, HAND } from './hand.ts';
import { OURS } from './ours.ts';
import { PACKAGE } from './package.ts';

const TURNS = 15;
/** Bars the package is given: it takes that much longer. */
const FEW = 20_000;

const [name = '', count = ''] = process.argv.slice(2);
const ours = OURS[name];
const hand = HAND[name];
if (!ours || !hand) throw new Error(`no such indicator: ${name}`);
const list = makeBars(Number(count));
const error = Math.abs(ours(list) - hand(list)) / Math.abs(hand(list));
if (!(error < 1e-6)) throw new Error(`${name}: the two sides do not answer alike (${error})`);

const best = { ours: Number.MAX_VALUE, hand: Number.MAX_VALUE };
for (let i = 0; i < TURNS; i++) {
  best.hand = Math.min(best.hand, timed(hand, list));
  best.ours = Math.min(best.ours, timed(ours, list));
}
const few = list.slice(0, FEW);
const theirs = PACKAGE[name];
const slow = theirs && Math.min(timed(theirs, few), timed(theirs, few));
process.stdout.write(`${JSON.stringify({ ...best, package: slow })}\n`);

/** Nanoseconds a bar. */
function timed(run: (list: readonly BarLike[]) => number, bars: readonly BarLike[]): number {
  const started = process.hrtime.bigint();
  run(bars);
  return Number(process.hrtime.bigint() - started) / bars.length;
}

/** A seeded walk around 60,000.00 that never goes far. */
function makeBars(count: number): BarLike[] {
  const random = seedRandom('indicators');
  let price = 6_000_000;
  return Array.from({ length: count }, () => {
    price += Math.round(nextNormal(random) * 3000 - (price - 6_000_000) * 0.001);
    return {
      high: price + Math.floor(2000 * nextFloat(random)),
      low: price - Math.floor(2000 * nextFloat(random)),
      close: price,
      volume: 1 + Math.floor(9999 * nextFloat(random)),
    };
  });
}
