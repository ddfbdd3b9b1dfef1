import type { Statistic } from './statistic.ts';

/** The most wins in a row; one that made exactly nothing ends the row. */
export const winStreak: Statistic<number> = ({ trades }) =>
  trades.trades > 0 ? trades.winStreak : undefined;

/** The most losses in a row. */
export const lossStreak: Statistic<number> = ({ trades }) =>
  trades.trades > 0 ? trades.lossStreak : undefined;
