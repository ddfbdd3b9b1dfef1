import type { Cash } from '../../sdk/index.ts';
import * as STATISTICS from './index.ts';
import type { Performance } from './performance.ts';
import type { Now } from './statistic.ts';

export type StatisticName = keyof typeof STATISTICS;

/** Each statistic by its name, in the order of the alphabet. */
export type Statistics = { readonly [N in StatisticName]: ReturnType<(typeof STATISTICS)[N]> };

/** All of them at one moment. */
export function statisticsOf(performance: Performance, now: Now): Statistics {
  const values = Object.entries(STATISTICS).map(([name, of]) => [name, meaningful(of(performance, now))]);
  return Object.fromEntries(values) as Statistics;
}

/** What has left the range of doubles, a year's compounding of a huge gain, says nothing. */
function meaningful(value: number | Cash | undefined): number | Cash | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}
