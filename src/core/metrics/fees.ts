import type { Cash } from '../../sdk/index.ts';
import type { Statistic } from './statistic.ts';

/** Fees paid in the account's currency; negative where rebates outweigh them. */
export const fees: Statistic<Cash> = (performance) => performance.fees;
