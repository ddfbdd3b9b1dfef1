import { ratio } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/** Value of all fills, both sides, / first equity: how many times the account was traded. */
export const turnover: Statistic<number> = ({ equity: { startEquity }, execution }) =>
  ratio(execution.traded, startEquity);
