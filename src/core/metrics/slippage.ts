import { RATE_SCALE } from '../../sdk/index.ts';
import type { Statistic } from './statistic.ts';

/**
 * Fill price against the requested one in bps, weighed by value; positive is a cost (E-3, O-2). The requested price is
 * that of `slippageOf`. Undefined before the first fill.
 */
export const slippageBps: Statistic<number> = ({ execution: { slippage, compared } }) =>
  compared > 0n ? (Number(slippage) / Number(compared) / 10 ** RATE_SCALE) * 10_000 : undefined;
