import type { Fill } from '@botrc/sdk';

/** What became of the strategy's own trades in one instrument. Plain numbers, a part of the state. */
export interface Outcomes {
  won: number;
  lost: number;
  /** Side of the open trade: 1 long, -1 short, 0 none. */
  side: number;
  /** Its first target, in price units. */
  target: number;
  /** The first target was reached. */
  hit: boolean;
}

/** Follows a trade from its first fill to flat: won where one of its exits was at the first target or beyond. */
export function settle(record: Outcomes, fill: Fill, held: number): void {
  const side = fill.side === 'buy' ? 1 : -1;
  if (record.side === 0) {
    if (held !== 0) {
      record.side = Math.sign(held);
      record.hit = false;
    }
    return;
  }
  if (side === -record.side && (fill.price - record.target) * record.side >= 0) record.hit = true;
  if (held !== 0) return;
  if (record.hit) record.won++;
  else record.lost++;
  record.side = 0;
}

/**
 * The chance that the first target is reached before the stop. To begin with that of a price without direction,
 * 1 / (1 + r); it weighs `prior` trades, and each trade of one's own weighs one more: the mean of a beta distribution.
 * Source: Feller, "An Introduction to Probability Theory", vol. 1, XIV.2 (ruin); Gelman et al., "Bayesian Data
 * Analysis", 2.4 (the update).
 */
export function chanceOf({ won, lost }: Outcomes, r: number, prior: number): number {
  return (prior / (1 + r) + won) / (prior + won + lost);
}
