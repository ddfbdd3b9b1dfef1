import { RATE_SCALE } from '../../sdk/index.ts';
import { mean } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/**
 * Mean R of a round trip: its PnL after costs / what its entries would have lost at their planned stop (Tharp, Trade
 * Your Way to Financial Freedom, 1998). Of trips whose every entry had a stop; undefined where there is none.
 */
export const expectancyR: Statistic<number> = ({ trades }) => {
  const r = mean(trades.r, trades.rated);
  return r === undefined ? undefined : r / 10 ** RATE_SCALE;
};
