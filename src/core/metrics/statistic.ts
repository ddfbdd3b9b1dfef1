import type { Cash, Ms } from '../../sdk/index.ts';
import type { Performance } from './performance.ts';

/** What is read together with the sums: the moment, and equity at it, unrealized PnL included. */
export interface Now {
  readonly at: Ms;
  readonly equity: Cash;
}

/**
 * One figure. A `Cash` is exact; every other one is a double, worked out from exact sums in one fixed order. Undefined
 * where it has no meaning, never NaN, and never 0 for what is not known.
 */
export type Statistic<V extends number | Cash> = (performance: Performance, now: Now) => V | undefined;

export const DAY: Ms = 86_400_000;
/** Annualisation: crypto trades every day of the year. Returns are sampled daily, the risk-free rate is 0. */
export const DAYS_A_YEAR = 365;
