import { RATE_SCALE } from '../../sdk/index.ts';
import { mean } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/** Mean of filled / ordered over the entry orders that have ended, refused ones included, as a fraction (O-2). */
export const fillRatio: Statistic<number> = ({ execution }) => {
  const share = mean(execution.filledShare, execution.ended);
  return share === undefined ? undefined : share / 10 ** RATE_SCALE;
};
