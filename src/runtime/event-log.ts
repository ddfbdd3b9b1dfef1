import type { Event } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { formatTrim, type PluginLog, plainText } from '../sdk/index.ts';

/**
 * What happened to orders, for the log. Each line bears the seq of its event and the client order id; the line of the
 * verdict has the order's id with the seq of the event that led to it, so that both lead from event to fill (O-1).
 */
export function logEvent(log: PluginLog, event: Event, facts: Facts): void {
  switch (event.type) {
    case 'fill': {
      const { seq, clientOrderId, fillId, instrument, side } = event;
      const scales = facts.instruments.get(instrument);
      const price = formatTrim(event.price, scales?.priceScale ?? 0);
      const quantity = formatTrim(event.quantity, scales?.quantityScale ?? 0);
      log.info(`fill: ${side} ${quantity} ${instrument} at ${price}`, { seq, clientOrderId, fillId });
      return;
    }
    case 'order': {
      const { seq, clientOrderId, instrument, status, reason } = event;
      const why = reason === undefined ? '' : `: ${plainText(reason)}`;
      log.info(`order ${status}: ${instrument}${why}`, { seq, clientOrderId });
      return;
    }
    case 'outcome': {
      const { seq, clientOrderId, request, outcome } = event;
      // The executor has told of any other, with its reason.
      if (outcome.kind === 'accepted') log.info(`${request} accepted`, { seq, clientOrderId });
      return;
    }
    default:
      return;
  }
}

/** True where nothing more of the order fills, by the word of the venue or the port. A filled one ends by its fills. */
export function endsOrder(event: Event): event is Extract<Event, { type: 'order' | 'outcome' }> {
  if (event.type === 'order') return event.status !== 'working' && event.status !== 'filled';
  return event.type === 'outcome' && event.request === 'submit' && event.outcome.kind === 'rejected';
}
