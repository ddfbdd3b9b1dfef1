import type { Fill, Funding, Ms, VenuePosition, VenueSnapshot } from '../sdk/index.ts';
import { entryPrice } from './account/position.ts';
import { orderSnapshot } from './orders/working.ts';
import type { Venue } from './venue.ts';

/** All that the account holds: open positions, working orders (those on their way included) and balances. */
export function venueSnapshot(venue: Venue, nowMs: Ms): VenueSnapshot {
  const instruments = Object.values(venue.books.instruments);
  const positions: VenuePosition[] = [];
  for (const { definition, positions: legs } of instruments)
    for (const leg of ['net', 'long', 'short'] as const) {
      const position = legs[leg];
      if (position === undefined || position.quantity === 0) continue;
      const { quantity } = position;
      positions.push({
        instrument: definition.id,
        leg,
        quantity,
        entryPrice: entryPrice(position, definition),
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
