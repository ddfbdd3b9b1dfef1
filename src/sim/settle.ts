import type { Ms } from '../sdk/index.ts';
import type { VenueOutput } from './books.ts';
import { bookFunding, fundingDueMs } from './funding.ts';
import { arrive } from './orders/arrive.ts';
import type { Venue } from './venue.ts';

const NOTHING: readonly VenueOutput[] = [];

/** Lets everything happen that is due by `nowMs` and hands out what happened since the last call, in order. */
export function advance(venue: Venue, nowMs: Ms): readonly VenueOutput[] {
  settle(venue, nowMs);
  const outputs = venue.books.outbox;
  if (outputs.length === 0) return NOTHING;
  venue.books.outbox = [];
  return outputs;
}

/** When `advance` should be called next if nothing else happens; undefined: nothing is due. */
export function nextDueMs(venue: Venue): Ms | undefined {
  const { books, instruments } = venue;
  let due = books.pending.length === 0 ? undefined : books.pending[0]!.dueMs;
  // Asked several times per market event: an iterator would be made each time.
  for (let i = 0; i < instruments.length; i++) {
    const funding = fundingDueMs(venue, instruments[i]!);
    if (funding !== undefined && (due === undefined || funding < due)) due = funding;
  }
  return due;
}

/** Funding and arrivals by due time; at one moment funding comes first. */
export function settle(venue: Venue, nowMs: Ms): void {
  for (;;) {
    const dueMs = nextDueMs(venue);
    if (dueMs === undefined || dueMs > nowMs) return;
    for (const instrument of venue.instruments)
      if (fundingDueMs(venue, instrument) === dueMs) bookFunding(venue, instrument, dueMs);
    const { pending } = venue.books;
    // Mostly the only one, which is taken from the end without a move of the others.
    while (pending[0]?.dueMs === dueMs)
      arrive(venue, (pending.length === 1 ? pending.pop() : pending.shift())!);
  }
}
