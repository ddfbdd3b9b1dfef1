import type { ClientOrderId, OrderSnapshot } from '../../sdk/index.ts';
import type { Venue } from '../venue.ts';
import { pendingSubmit } from './pending.ts';
import type { WorkingOrder } from './working.ts';
import { orderSnapshot } from './working.ts';

/**
 * What the venue says of an order: one on its way (version 0) or working, else a recent final one. Undefined:
 * never seen, or final and forgotten since.
 */
export function findVenueOrder(venue: Venue, clientOrderId: ClientOrderId): OrderSnapshot | undefined {
  const open = openOrder(venue, clientOrderId);
  if (open !== undefined) return orderSnapshot(open, 'working');
  return venue.finals.get(clientOrderId);
}

/** The order while it is on its way or working. */
export function openOrder(venue: Venue, clientOrderId: ClientOrderId): WorkingOrder | undefined {
  for (const instrument of venue.instruments)
    for (const order of instrument.orders) if (order.request.clientOrderId === clientOrderId) return order;
  return pendingSubmit(venue, clientOrderId)?.order;
}
