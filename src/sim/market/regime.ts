import type { Ms, Random } from '../../sdk/index.ts';
import { nextFloat } from '../../sdk/index.ts';

/** What the market is doing for the next minutes. */
export interface Regime {
  readonly kind: 'up' | 'down' | 'range';
  /** Multiplies the instrument's volatility: below 1 is quiet, above is wild. */
  readonly wildness: number;
  readonly untilMs: Ms;
  /** Natural logarithm of the price that a range is drawn to. */
  readonly centre: number;
}

const MINUTE = 60_000;
/** Trends and ranges last between these, evenly. */
const LEAST_MINUTES = 8;
const MOST_MINUTES = 24;
/** How strongly a price far from home makes a trend back likely: at ±20 % about five to one. */
const HOMING = 8;

/**
 * The next regime. Trends and ranges take turns by chance; the further the price is from `home` (logarithms),
 * the likelier a trend leads back, so that a long run neither vanishes nor explodes.
 */
export function nextRegime(random: Random, price: number, home: number, nowMs: Ms): Regime {
  const up = 1 / (1 + Math.exp(HOMING * (price - home)));
  const kind = nextFloat(random) < 0.3 ? 'range' : nextFloat(random) < up ? 'up' : 'down';
  const wildness = nextFloat(random) < 0.3 ? 1.7 : 0.5 + 0.5 * nextFloat(random);
  const minutes = LEAST_MINUTES + (MOST_MINUTES - LEAST_MINUTES) * nextFloat(random);
  return { kind, wildness, untilMs: nowMs + Math.round(minutes * MINUTE), centre: price };
}

/** A trend for whole minutes, for the turn that the market opens with. */
export function trend(kind: 'up' | 'down', minutes: number, price: number, nowMs: Ms): Regime {
  return { kind, wildness: 1, untilMs: nowMs + minutes * MINUTE, centre: price };
}

/** Drift per minute as a fraction, for an instrument whose volatility per minute is `sigma`. */
export function drift(regime: Regime, price: number, sigma: number): number {
  if (regime.kind === 'range') return 0.15 * (regime.centre - price);
  return (regime.kind === 'up' ? 0.45 : -0.45) * sigma;
}
