import { mean } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/** Round trips that won after all costs / all of them, as a fraction. One that made exactly nothing did not win. */
export const winRate: Statistic<number> = ({ trades }) => mean(trades.wins, trades.trades);
