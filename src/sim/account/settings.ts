import type { InstrumentId, Outcome, PositionMode } from '../../sdk/index.ts';
import { ACCEPTED, refuse } from '../orders/refusal.ts';
import type { Venue } from '../venue.ts';
import { listed } from '../venue.ts';
import { backing, marginRequired } from './margin.ts';

/** Sets an instrument's leverage, at once. Refused where the margin of what is open would not be covered. */
export function setVenueLeverage(venue: Venue, id: InstrumentId, leverage: number): Outcome {
  const instrument = listed(venue, id);
  if (instrument === undefined) return refuse('unknown-instrument', `${id} is not listed`);
  const { maxLeverage, settle } = instrument.definition;
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > maxLeverage)
    return refuse('leverage', `leverage of ${id} is a whole number from 1 to ${maxLeverage}`);
  const before = instrument.leverage;
  instrument.leverage = leverage;
  venue.moves++;
  if (leverage >= before || marginRequired(venue, settle) <= backing(venue, settle)) return ACCEPTED;
  instrument.leverage = before;
  return refuse('insufficient-margin', `not enough ${settle} to hold what is open at ${leverage} times`);
}

/** Changes between one net position and two legs. Only while nothing is open. */
export function setVenuePositionMode(venue: Venue, mode: PositionMode): Outcome {
  const { books } = venue;
  if (mode === books.positionMode) return ACCEPTED;
  const isBusy =
    books.pending.length > 0 ||
    Object.values(books.instruments).some(
      (i) => i.orders.length > 0 || Object.values(i.positions).some((p) => p.quantity !== 0),
    );
  if (isBusy) return refuse('position-mode', 'the position mode can only change while nothing is open');
  books.positionMode = mode;
  return ACCEPTED;
}
