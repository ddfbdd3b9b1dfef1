import type { Cash, InstrumentId, Leg, Ms, Price, Quantity } from '../../sdk/index.ts';
import { applyRate, valueAt } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { report } from '../orders/report.ts';
import type { Venue } from '../venue.ts';
import { listed } from '../venue.ts';
import { type AccountTrade, move, trade } from './execution.ts';
import { legsOf, valuation } from './margin.ts';
import { closingSide } from './position.ts';

/** What the venue closes by itself, under orders that nobody sent. */

/**
 * Another account's bankruptcy that no insurance covers takes the other side's gain: part of a position is closed at
 * the bankrupt one's price, without a fee. For scenarios: when it happens is not modelled. Returns what was closed.
 */
export function autoDeleverage(
  venue: Venue,
  { instrument: id, leg, quantity, price }: Deleveraging,
  nowMs: Ms,
): Quantity {
  const instrument = listed(venue, id);
  const position = instrument?.positions[leg];
  if (instrument === undefined || position === undefined || position.quantity === 0) return 0;
  const closed = Math.min(quantity, Math.abs(position.quantity));
  if (closed > 0) forceTrade(venue, instrument, leg, { price, quantity: closed, cause: 'deleverage' }, nowMs);
  return closed;
}

export interface Deleveraging {
  readonly instrument: InstrumentId;
  readonly leg: Leg;
  readonly quantity: Quantity;
  readonly price: Price;
}

/** The end of an instrument: its orders are cancelled, its positions settled at the last valuation, without a fee. */
export function settleDelisted(venue: Venue, instrument: InstrumentBooks, nowMs: Ms): void {
  const { definition } = instrument;
  for (const order of [...instrument.orders])
    report(venue, instrument, order, 'cancelled', nowMs, `${definition.id} is delisted`);
  const price = valuation(venue, instrument);
  if (price === undefined) return;
  for (const [leg, position] of legsOf(instrument)) {
    const quantity = Math.abs(position.quantity);
    forceTrade(venue, instrument, leg, { price, quantity, cause: 'settlement' }, nowMs);
  }
}

interface Forced extends Pick<AccountTrade, 'price' | 'quantity'> {
  readonly cause: NonNullable<AccountTrade['cause']>;
  /** Charged, in the settle currency; it never takes more than `most`. */
  readonly fee?: { readonly rate: number; readonly most: Cash };
}

/** Closes a part of a leg with the counterparty. */
export function forceTrade(
  venue: Venue,
  instrument: InstrumentBooks,
  leg: Leg,
  forced: Forced,
  nowMs: Ms,
): void {
  const position = instrument.positions[leg];
  if (position === undefined) return;
  const { price, quantity, cause, fee } = forced;
  const id = `${venue.config.idPrefix ?? 'sim'}-${cause[0]}${++venue.books.counters.order}`;
  const charged =
    fee === undefined ? 0n : applyRate(valueAt(instrument.definition, price, quantity), fee.rate);
  trade(
    venue,
    instrument,
    {
      clientOrderId: id,
      venueOrderId: id,
      side: closingSide(position),
      leg,
      price,
      quantity,
      liquidity: 'taker',
      fee: {
        amount: fee !== undefined && charged > fee.most ? fee.most : charged,
        currency: instrument.definition.settle,
      },
      cause,
    },
    nowMs,
  );
}

/** Cash from the insurance fund to the counterparty, or back where it is negative; the fund never goes below zero. */
export function settleInsurance(venue: Venue, currency: string, owed: Cash): void {
  const { house } = venue.books;
  const fund = house.insurance[currency] ?? 0n;
  // What the fund does not have is the counterparty's loss: it was deleveraged at the bankruptcy price.
  move(house.insurance, house.counterparty, currency, owed > fund ? fund : owed);
}
