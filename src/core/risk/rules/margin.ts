import { CASH_SCALE, formatTrim, toSafe, valueAt } from '../../../sdk/index.ts';
import { settledToAccount } from '../../portfolio/conversion.ts';
import { dearest, freeCash, marginOf } from '../../portfolio/margin.ts';
import { markOf } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/**
 * an entry needs its margin (value / leverage; of spot the whole value) free in the currency that it settles in,
 * with `minFree` to spare. Resized down, never inflated.
 */
export const margin: RiskRule = {
  name: 'margin',
  requirement: 'R-10',
  appliesTo: 'entry',
  check(proposal, core) {
    const { instrument, quantity } = proposal;
    const price = dearest(instrument, proposal.reference, markOf(core, instrument.id)) ?? proposal.reference;
    const free = freeCash(core, instrument.settle);
    const need = (q: number): bigint => marginOf(core, instrument, valueAt(instrument, price, q));
    const needed = need(quantity);
    const unit = instrument.settle === core.config.currency ? '' : ` ${instrument.settle}`;
    const text = (amount: bigint): string => formatTrim(amount, CASH_SCALE, 2) + unit;
    const texts = { used: text(needed), limit: text(free) };
    const spare = settledToAccount(core, instrument, free, price);
    if (spare === undefined) {
      return { ...texts, verdict: 'deny', reason: `what ${instrument.settle} is worth is not known yet` };
    }
    if (spare < core.config.sizing.minFree)
      return { ...texts, verdict: 'deny', reason: 'free cash is below its minimum' };
    if (needed <= free)
      return { verdict: 'allow', used: texts.used, limit: texts.limit, reason: 'the margin is free' };
    const perLot = need(instrument.lot);
    let lots = perLot > 0n ? toSafe(free / perLot) : 0;
    // A larger value may be of a higher tier, that binds more of each lot.
    while (lots > 0 && need(lots * instrument.lot) > free) lots = Math.floor(lots * 0.9);
    if (lots === 0) return { ...texts, verdict: 'deny', reason: 'the margin is not free' };
    return {
      ...texts,
      verdict: 'resize',
      quantity: lots * instrument.lot,
      reason: 'made smaller to fit the free margin',
    };
  },
};
