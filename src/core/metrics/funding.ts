import type { Cash } from '../../sdk/index.ts';
import type { Statistic } from './statistic.ts';

/** Funding received less paid, in the account's currency. */
export const funding: Statistic<Cash> = (performance) => performance.funding;
