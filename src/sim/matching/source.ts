import type { InstrumentBooks } from '../books.ts';
import type { FillModel } from '../config.ts';
import type { Venue } from '../venue.ts';
import { marketOf } from '../venue.ts';
import type { DepthBook } from './depth-book.ts';

/** What the instrument's orders are matched against now. */
export function fillModelOf(venue: Venue, instrument: InstrumentBooks): FillModel {
  const { fillModel = 'book' } = venue.config;
  return fillModel === 'book' && !instrument.hasBook ? 'bars' : fillModel;
}

/** The book that orders take from; undefined where they wait: for a snapshot, a trade or a bar. */
export function bookToTake(venue: Venue, instrument: InstrumentBooks): DepthBook | undefined {
  return fillModelOf(venue, instrument) === 'book' ? marketOf(venue, instrument).book : undefined;
}
