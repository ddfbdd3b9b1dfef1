import type { Fill, Funding, Ms, VenuePosition, VenueSnapshot } from '../sdk/index.ts';
import { legsOf } from './account/margin.ts';
import { entryPrice } from './account/position.ts';
import { orderSnapshot } from './orders/working.ts';
import type { Venue } from './venue.ts';

/** All that the account holds: open positions, working orders (those on their way included) and balances. */
export function venueSnapshot(venue: Venue, nowMs: Ms): VenueSnapshot {
  const instruments = Object.values(venue.books.instruments);
  const positions: VenuePosition[] = [];
  for (const instrument of instruments)
    for (const [leg, position] of legsOf(instrument)) {
      const { id } = instrument.definition;
      const { quantity } = position;
      positions.push({
        instrument: id,
        leg,
        quantity,
        entryPrice: entryPrice(position, instrument.definition),
      });
    }
  const open = instruments.flatMap((instrument) => instrument.orders);
  const underWay = venue.books.pending.flatMap((action) => (action.kind === 'submit' ? [action.order] : []));
  return {
    time: nowMs,
    positions,
    orders: [...open, ...underWay].map((order) => orderSnapshot(order, 'working')),
    balances: Object.entries(venue.books.cash).map(([currency, total]) => ({ currency, total })),
  };
}

/** Fills and funding with time >= fromMs, oldest first, as far back as the venue remembers (RECENT_EXECUTIONS). */
export function venueExecutionsSince(venue: Venue, fromMs: Ms): (Fill | Funding)[] {
  return venue.books.recentExecutions.filter((execution) => execution.time >= fromMs);
}
