import { formatTrim, type Holding, RATE_SCALE, valueAt } from '../../../sdk/index.ts';
import { isBeyond, latestStop } from '../latest-stop.ts';
import type { RiskRule } from '../proposal.ts';
import { riskPrice } from '../stop-loss.ts';

/**
 * an entry's stop must be reached well before its liquidation price, long and short. One without a stop is not
 * judged here: the position that it makes is watched.
 */
export const liquidation: RiskRule = {
  name: 'liquidation',
  requirement: 'R-9',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.liquidation !== undefined,
  check(proposal, core) {
    const { instrument, side, stop, reference } = proposal;
    const { multiplier = 10 ** RATE_SCALE } = core.config.risk.liquidation ?? {};
    const price = riskPrice(proposal, reference);
    const quantity = side === 'buy' ? proposal.quantity : -proposal.quantity;
    const holding: Holding = { quantity, cost: valueAt(instrument, price, quantity) };
    const latest = latestStop(instrument, holding, core.config.sizing.leverage, multiplier);
    const text = (p: number): string => formatTrim(p, instrument.priceScale);
    if (stop === undefined || latest === undefined) {
      return {
        verdict: 'allow',
        used: stop === undefined ? 'no stop' : `stop ${text(stop)}`,
        limit: latest === undefined ? 'none' : text(latest),
        reason: stop === undefined ? 'without a stop the position is watched' : 'it cannot be liquidated',
      };
    }
    const late = isBeyond(stop, latest, quantity);
    return {
      verdict: late ? 'deny' : 'allow',
      used: `stop ${text(stop)}`,
      limit: `stop ${text(latest)} at the latest`,
      reason: late ? 'the stop is too near to liquidation' : 'the stop comes well before liquidation',
    };
  },
};
