import { ratio } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/** What the winners made / what the losers lost, after costs. Undefined while nothing was lost. */
export const profitFactor: Statistic<number> = ({ trades }) => ratio(trades.profit, trades.loss);
