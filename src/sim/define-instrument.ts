import type { Instrument, Ms } from '../sdk/index.ts';
import { checkInstrument } from '../sdk/index.ts';
import { settleDelisted } from './account/forced.ts';
import type { InstrumentBooks } from './books.ts';
import type { Venue } from './venue.ts';
import { listed } from './venue.ts';

/**
 * Lists an instrument, or takes over a changed definition; orders and positions stay, but at `nowMs` they end with a
 * delisting.
 * @throws BOTRC_INSTRUMENT_INVALID
 */
export function defineInstrument(venue: Venue, instrument: Instrument, nowMs: Ms): void {
  checkInstrument(instrument);
  const known = listed(venue, instrument.id);
  if (known !== undefined) {
    known.definition = instrument;
    venue.moves++;
    known.leverage = Math.min(known.leverage, instrument.maxLeverage);
    if (instrument.status === 'delisted') settleDelisted(venue, known, nowMs);
    return;
  }
  const books: InstrumentBooks = {
    definition: instrument,
    leverage: Math.min(venue.config.leverage, instrument.maxLeverage),
    hasBook: false,
    barMs: 0,
    barTimeMs: 0,
    funding: undefined,
    fundedMs: 0,
    positions: {},
    counterparty: 0,
    orders: [],
  };
  venue.books.instruments[instrument.id] = books;
  venue.listing.set(instrument.id, books);
  venue.instruments.push(books);
}
