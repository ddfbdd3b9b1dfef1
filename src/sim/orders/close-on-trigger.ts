import type { Ms } from '../../sdk/index.ts';
import { applyRate } from '../../sdk/index.ts';
import { orderValue, venueAvailable } from '../account/margin.ts';
import { onlyReduces } from '../account/position.ts';
import type { InstrumentBooks } from '../books.ts';
import type { Venue } from '../venue.ts';
import { report } from './report.ts';
import type { WorkingOrder } from './working.ts';

const MADE_ROOM = 'cancelled to make room for a close-on-trigger order';

/**
 * A close-on-trigger order has fired: while its taker fee is not free, orders of its instrument that could open
 * something are cancelled, the newest first.
 */
export function makeRoom(venue: Venue, instrument: InstrumentBooks, order: WorkingOrder, nowMs: Ms): void {
  if (order.request.closeOnTrigger !== true) return;
  const fee = applyRate(orderValue(instrument, order), venue.config.fees.taker);
  while (venueAvailable(venue, instrument.definition.settle) < fee) {
    const newest = instrument.orders.findLast((other) => !onlyReduces(instrument.definition, other.request));
    if (newest === undefined) return;
    report(venue, instrument, newest, 'cancelled', nowMs, MADE_ROOM);
  }
}
