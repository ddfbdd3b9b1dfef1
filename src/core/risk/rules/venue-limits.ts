import {
  CASH_SCALE,
  formatTrim,
  formFlaw,
  type Instrument,
  isMarketable,
  type Price,
  type Quantity,
  valueAt,
} from '../../../sdk/index.ts';
import type { RiskRule } from '../proposal.ts';

/**
 * The venue's own rules, met before it has to say no: what goes with each type of order (see `formFlaw`), lot, tick,
 * smallest and largest order. A size is only ever cut: one that is too small is refused, never raised. Runs
 * last, on the size the other rules left.
 */
export const venueLimits: RiskRule = {
  name: 'venue-limits',
  requirement: 'R-10',
  appliesTo: 'all',
  check(proposal, _core) {
    const { instrument, quantity, price, triggerPrice, activationPrice, trailBy } = proposal;
    const largest = isMarketable(proposal) ? instrument.maxMarketQuantity : instrument.maxQuantity;
    const cut = Math.min(quantity, largest);
    const whole = cut - (cut % instrument.lot);
    const texts = { used: formatTrim(quantity, instrument.quantityScale), limit: sizes(instrument, largest) };
    const deny = (reason: string) => ({ ...texts, verdict: 'deny', reason }) as const;
    const flaw = formFlaw(proposal);
    if (flaw !== undefined) return deny(flaw);
    const isOnTick = (p: Price | undefined): boolean => p === undefined || p % instrument.tick === 0;
    if (!isOnTick(price) || !isOnTick(triggerPrice) || !isOnTick(activationPrice) || !isOnTick(trailBy))
      return deny('a price is not a multiple of the tick');
    if (whole < instrument.minQuantity) return deny('too small for the venue; sizes are never raised');
    // Venues take any value for what only reduces.
    if (!proposal.reduceOnly && valueAt(instrument, proposal.reference, whole) < instrument.minNotional) {
      return deny(
        `below the venue's smallest order value of ${formatTrim(instrument.minNotional, CASH_SCALE)}`,
      );
    }
    if (whole === quantity)
      return {
        verdict: 'allow',
        used: texts.used,
        limit: texts.limit,
        reason: "within the venue's limits",
      };
    return {
      ...texts,
      verdict: 'resize',
      quantity: whole,
      reason: "cut to the venue's lot and largest order",
    };
  },
};

/** The newest, as mostly one is asked for again and again. */
let known: { readonly instrument: Instrument; readonly largest: Quantity; readonly text: string } | undefined;

/** From the smallest to the largest order. */
function sizes(instrument: Instrument, largest: Quantity): string {
  if (known?.instrument === instrument && known.largest === largest) return known.text;
  const { minQuantity, quantityScale } = instrument;
  const text = `${formatTrim(minQuantity, quantityScale)} to ${formatTrim(largest, quantityScale)}`;
  known = { instrument, largest, text };
  return text;
}
