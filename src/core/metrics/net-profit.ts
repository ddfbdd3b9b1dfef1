import type { Cash } from '../../sdk/index.ts';
import type { Statistic } from './statistic.ts';

/** Equity now less the first equity, less what was deposited and plus what was withdrawn since: exact, after all costs. */
export const netProfit: Statistic<Cash> = ({ equity: track }, now) =>
  track.samples > 0 ? now.equity - track.startEquity - track.transferred : undefined;
