import { applyRate, CASH_SCALE, type Cash, formatTrim, toSafe } from '../../../sdk/index.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';
import { lossAtStop, totalRisk as riskNow, riskPrice, riskUnit } from '../stop-loss.ts';

/**
 * what every position and every entry, this one included, may lose at their stops together, against the tighter
 * of a cash limit and a number of R. Resized down to what still fits, refused where less than a lot fits.
 */
export const totalRisk: RiskRule = {
  name: 'total-risk',
  requirement: 'R-1',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.totalRisk !== undefined,
  check(proposal, core) {
    const { instrument, side, stop, quantity } = proposal;
    const limit = limitOf(core);
    const price = riskPrice(proposal, proposal.reference);
    const risk = (q: number): Cash => lossAtStop(core, instrument, side, price, stop, q);
    const held = riskNow(core);
    const used = held + risk(quantity);
    const texts = { used: cash(used), limit: cash(limit) };
    if (used <= limit) return { ...texts, verdict: 'allow', reason: 'the total risk stays within its limit' };
    const perLot = risk(instrument.lot);
    const lots = held < limit && perLot > 0n ? toSafe((limit - held) / perLot) : 0;
    if (lots === 0) return { ...texts, verdict: 'deny', reason: 'the total risk is at its limit' };
    return {
      ...texts,
      verdict: 'resize',
      quantity: lots * instrument.lot,
      reason: 'made smaller to stay within the total risk',
    };
  },
  status(core) {
    const used = riskNow(core);
    const limit = limitOf(core);
    return {
      state: used * 4n >= limit * 3n ? 'warning' : 'ok',
      used: cash(used),
      limit: cash(limit),
      reason: '',
    };
  },
};

function limitOf(core: Core): Cash {
  const { cash: most, r } = core.config.risk.totalRisk ?? {};
  const byR = r === undefined ? undefined : applyRate(riskUnit(core), r);
  if (byR === undefined) return most ?? 0n;
  return most !== undefined && most < byR ? most : byR;
}

function cash(value: Cash): string {
  return formatTrim(value, CASH_SCALE, 2);
}
