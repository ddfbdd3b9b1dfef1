import type { Event } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { CASH_SCALE, formatTrim } from '../sdk/index.ts';

/** An event as scripts read it: decimal texts, integer ms. Undefined for what they are not told one by one. */
export function eventLine(event: Event, facts: Facts): object | undefined {
  const { seq, at } = event;
  switch (event.type) {
    case 'fill': {
      const { clientOrderId, fillId, instrument, side, liquidity, feeCurrency } = event;
      const scales = facts.instruments.get(instrument);
      return {
        event: 'fill',
        seq,
        timeMs: at,
        clientOrderId,
        fillId,
        instrument,
        side,
        price: formatTrim(event.price, scales?.priceScale ?? 0),
        quantity: formatTrim(event.quantity, scales?.quantityScale ?? 0),
        fee: formatTrim(event.fee, CASH_SCALE, 2),
        feeCurrency,
        liquidity,
      };
    }
    case 'order': {
      const { clientOrderId, instrument, status, reason } = event;
      const filled = formatTrim(event.filled, facts.instruments.get(instrument)?.quantityScale ?? 0);
      return {
        event: 'order',
        seq,
        timeMs: at,
        clientOrderId,
        instrument,
        status,
        filled,
        ...(reason && { reason }),
      };
    }
    case 'feed': {
      const { status, instrument, reason } = event;
      return { event: 'feed', seq, timeMs: at, status, ...(instrument && { instrument }), reason };
    }
    default:
      return undefined;
  }
}
