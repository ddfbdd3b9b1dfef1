import { mean } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/** Mean time of a round trip from its first fill to its last, in ms. */
export const averageHoldMs: Statistic<number> = ({ trades }) => mean(trades.holdMs, trades.trades);
