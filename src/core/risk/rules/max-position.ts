import { CASH_SCALE, formatTrim, toSafe } from '../../../sdk/index.ts';
import { exposureOf } from '../../portfolio/conversion.ts';
import { type Core, instrumentOf, markOf } from '../../state.ts';
import { createLimitText } from '../limit-text.ts';
import { type RiskRule, worstQuantity } from '../proposal.ts';

const limitText = createLimitText();
const UNKNOWN = { used: 'unknown', limit: 'known' } as const;
const UNPRICED = "its value in the account's currency is not known yet";

/**
 * the value an instrument could reach on the order's side at its worst (held + working + pending + unknown),
 * at the proposal's reference price. Resized down to what still fits, refused where less than a lot fits.
 */
export const maxPosition: RiskRule = {
  name: 'max-position',
  requirement: 'R-2',
  appliesTo: 'entry',
  check(proposal, core) {
    const { instrument, quantity, reference } = proposal;
    const value = (q: number): bigint | undefined => exposureOf(core, instrument, reference, q);
    const held = worstQuantity(core, instrument.id, proposal.side);
    const limit = core.config.risk.maxPosition;
    const used = value(held + quantity);
    if (used === undefined) return { ...UNKNOWN, verdict: 'deny', reason: UNPRICED };
    const texts = { used: formatTrim(used, CASH_SCALE, 2), limit: limitText(limit) };
    if (used <= limit)
      return {
        verdict: 'allow',
        used: texts.used,
        limit: texts.limit,
        reason: 'the position stays within its limit',
      };
    const room = limit - (value(held) ?? 0n);
    const perLot = value(instrument.lot) ?? 0n;
    const lots = room > 0n && perLot > 0n ? toSafe(room / perLot) : 0;
    if (lots === 0) return { ...texts, verdict: 'deny', reason: 'the position is at its limit' };
    return {
      ...texts,
      verdict: 'resize',
      quantity: lots * instrument.lot,
      reason: 'made smaller to stay within the position limit',
    };
  },
  status(core) {
    let worst = 0n;
    for (const id of core.config.instruments) worst = max(worst, worstValue(core, id));
    const limit = core.config.risk.maxPosition;
    return {
      state: worst >= limit ? 'warning' : 'ok',
      used: formatTrim(worst, CASH_SCALE, 2),
      limit: formatTrim(limit, CASH_SCALE, 2),
      reason: '',
    };
  },
};

function worstValue(core: Core, id: string): bigint {
  const mark = markOf(core, id);
  if (mark === undefined || !core.facts.instruments.has(id)) return 0n;
  const quantity = Math.max(worstQuantity(core, id, 'buy'), worstQuantity(core, id, 'sell'));
  return exposureOf(core, instrumentOf(core, id), mark, quantity) ?? 0n;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
