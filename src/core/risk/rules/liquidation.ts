import { type Cash, formatTrim, type Holding, keyText, RATE_SCALE, valueAt } from '../../../sdk/index.ts';
import { marginBehind } from '../../portfolio/margin.ts';
import type { Core } from '../../state.ts';
import { isBeyond, latestStop } from '../latest-stop.ts';
import type { Proposal, RiskRule } from '../proposal.ts';
import { riskPrice } from '../stop-loss.ts';

/**
 * an entry's stop must be reached well before the liquidation price, by the account's margin mode, of the position
 * that it makes, long and short. One without a stop is not judged here: the position that it makes is watched. Asked
 * after what cuts its size: in cross mode a smaller position is liquidated later.
 */
export const liquidation: RiskRule = {
  name: 'liquidation',
  requirement: 'R-9',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.liquidation !== undefined,
  check(proposal, core) {
    const { instrument, side, stop } = proposal;
    const { multiplier = 10 ** RATE_SCALE } = core.config.risk.liquidation ?? {};
    const { holding, margin } = afterwards(core, proposal);
    const latest = latestStop(instrument, holding, margin, multiplier);
    const text = (p: number): string => formatTrim(p, instrument.priceScale);
    if (stop === undefined || latest === undefined) {
      return {
        verdict: 'allow',
        used: stop === undefined ? 'no stop' : `stop ${text(stop)}`,
        limit: latest === undefined ? 'none' : text(latest),
        reason: stop === undefined ? 'without a stop the position is watched' : 'it cannot be liquidated',
      };
    }
    const late = isBeyond(stop, latest, side === 'buy' ? 1 : -1);
    return {
      verdict: late ? 'deny' : 'allow',
      used: `stop ${text(stop)}`,
      limit: `stop ${text(latest)} at the latest`,
      reason: late ? 'the stop is too near to liquidation' : 'the stop comes well before liquidation',
    };
  },
};

/** What is held once the entry has filled, together with what is held on its side already. */
function afterwards(core: Core, proposal: Proposal): { holding: Holding; margin: Cash } {
  const { instrument, side, leg, owner, reference } = proposal;
  const sign = side === 'buy' ? 1 : -1;
  const entering = sign * proposal.quantity;
  const key = keyText({ account: core.config.account, instrument: instrument.id, leg, owner });
  const position = core.facts.positions.get(key);
  const same = position !== undefined && position.quantity * sign > 0 ? position : undefined;
  const cost = valueAt(instrument, riskPrice(proposal, reference), entering) + (same?.cost ?? 0n);
  const holding = { quantity: entering + (same?.quantity ?? 0), cost };
  return { holding, margin: marginBehind(core, instrument, holding, position) };
}
