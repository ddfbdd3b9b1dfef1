import { CASH_SCALE, formatTrim, notional, toSafe } from '../../../sdk/index.ts';
import { freeCash } from '../../portfolio/margin.ts';
import type { RiskRule } from '../proposal.ts';

/** an entry needs its margin (value / leverage) free, with `minFree` to spare. Resized down, never inflated. */
export const margin: RiskRule = {
  name: 'margin',
  requirement: 'R-10',
  appliesTo: 'entry',
  check(proposal, core) {
    const { instrument, quantity, reference } = proposal;
    const { leverage, minFree } = core.config.sizing;
    const free = freeCash(core);
    const need = (q: number): bigint =>
      notional(reference, q, instrument.priceScale, instrument.quantityScale) / BigInt(leverage);
    const texts = { used: formatTrim(need(quantity), CASH_SCALE, 2), limit: formatTrim(free, CASH_SCALE, 2) };
    if (free < minFree) return { verdict: 'deny', ...texts, reason: 'free cash is below its minimum' };
    if (need(quantity) <= free) return { verdict: 'allow', ...texts, reason: 'the margin is free' };
    const perLot = need(instrument.lot);
    const lots = perLot > 0n ? toSafe(free / perLot) : 0;
    if (lots === 0) return { verdict: 'deny', ...texts, reason: 'the margin is not free' };
    return {
      verdict: 'resize',
      ...texts,
      quantity: lots * instrument.lot,
      reason: 'made smaller to fit the free margin',
    };
  },
};
