import { BotrcError } from '../sdk/index.ts';
import { checkInput, checkPeriod } from './input.ts';

/**
 * The last `period` inputs in order, to ask for quantiles and ranks. A new input is put in its place by a binary
 * search and one move of memory, so a bar costs O(log period) comparisons.
 */
export interface Percentile {
  readonly period: number;
  count: number;
  at: number;
  /** In order of arrival, as a ring. */
  readonly ring: Float64Array;
  /** The first `count`, ascending. */
  readonly sorted: Float64Array;
}

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createPercentile(period: number): Percentile {
  checkPeriod(period, 'percentile.period');
  return {
    period,
    count: 0,
    at: 0,
    ring: new Float64Array(period),
    sorted: new Float64Array(period),
  };
}

/**
 * The newest input's rank in 0..1: the fraction of the window that is below it, equal ones as half; undefined until
 * `period` inputs. Source: the mean rank of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996.
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushPercentile(percentile: Percentile, x: number): number | undefined {
  checkInput(x, 'percentile');
  const { ring, sorted, period } = percentile;
  if (percentile.count < period) {
    const place = above(percentile, x);
    sorted.copyWithin(place + 1, place, percentile.count);
    sorted[place] = x;
    percentile.count++;
  } else {
    // One leaves and one comes: only what lies between their places moves.
    const gone = above(percentile, ring[percentile.at]!) - 1;
    const place = above(percentile, x);
    if (place > gone) {
      sorted.copyWithin(gone, gone + 1, place);
      sorted[place - 1] = x;
    } else {
      sorted.copyWithin(place + 1, place, gone);
      sorted[place] = x;
    }
  }
  ring[percentile.at] = x;
  percentile.at = percentile.at + 1 === period ? 0 : percentile.at + 1;
  if (percentile.count < period) return undefined;
  return (below(percentile, x) + above(percentile, x)) / 2 / period;
}

/**
 * The value below which the fraction `q` of a full window lies, interpolated between neighbours; undefined until
 * `period` inputs. Source: type 7 of Hyndman and Fan, 1996. @param q in 0..1. @throws BOTRC_INDICATOR_INPUT
 */
export function quantileOf(percentile: Percentile, q: number): number | undefined {
  if (!(q >= 0 && q <= 1)) {
    throw new BotrcError('BOTRC_INDICATOR_INPUT', 'a quantile is a fraction in 0..1', {
      found: String(q),
      where: 'percentile',
    });
  }
  const { sorted, count, period } = percentile;
  if (count < period) return undefined;
  const at = q * (period - 1);
  const low = Math.floor(at);
  const value = sorted[low]!;
  return low + 1 < period ? value + (at - low) * (sorted[low + 1]! - value) : value;
}

/** How many of the sorted are at most x. */
function above({ sorted, count }: Percentile, x: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted are less than x. */
function below({ sorted, count }: Percentile, x: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
