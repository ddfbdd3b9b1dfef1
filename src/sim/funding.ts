import type { Funding, Leg, Ms, Ticker } from '../sdk/index.ts';
import { fundingFor } from '../sdk/index.ts';
import { move } from './account/execution.ts';
import { valuation } from './account/margin.ts';
import type { InstrumentBooks } from './books.ts';
import { RECENT_EXECUTIONS, remember } from './books.ts';
import type { Venue } from './venue.ts';

/** Takes over rate and time of the next payment. One that the ticker has already left behind is booked first. */
export function fundingFromTicker(
  venue: Venue,
  instrument: InstrumentBooks,
  ticker: Ticker,
  nowMs: Ms,
): void {
  const { fundingRate: rate, nextFundingMs: nextMs } = ticker;
  if (rate === undefined || nextMs === undefined || nextMs <= instrument.fundedMs) return;
  if (instrument.funding !== undefined && nextMs > instrument.funding.nextMs)
    bookFunding(venue, instrument, nowMs);
  instrument.funding = { rate, nextMs };
}

/** When the instrument's next payment can be booked; undefined where none is known or no price to book it at. */
export function fundingDueMs(venue: Venue, instrument: InstrumentBooks): Ms | undefined {
  const { funding } = instrument;
  return funding === undefined || valuation(venue, instrument) === undefined ? undefined : funding.nextMs;
}

/**
 * Books the payment that is due on every leg: minus signed notional at the mark x rate, so that longs pay a
 * positive rate. The next one is expected an interval later at the same rate, until the ticker says otherwise.
 */
export function bookFunding(venue: Venue, instrument: InstrumentBooks, nowMs: Ms): void {
  const { funding, definition } = instrument;
  const price = valuation(venue, instrument);
  if (funding === undefined || price === undefined) return;
  instrument.fundedMs = funding.nextMs;
  instrument.funding =
    definition.fundingIntervalMs > 0
      ? { rate: funding.rate, nextMs: funding.nextMs + definition.fundingIntervalMs }
      : undefined;
  for (const [leg, position] of Object.entries(instrument.positions)) {
    if (position.quantity === 0) continue;
    const amount = fundingFor(definition, price, position.quantity, funding.rate);
    move(venue.books.house.counterparty, venue.books.cash, definition.settle, amount);
    const event: Funding = {
      type: 'funding',
      fundingId: `${venue.config.idPrefix ?? 'sim'}-n${++venue.books.counters.funding}`,
      instrument: definition.id,
      leg: leg as Leg,
      rate: funding.rate,
      amount,
      currency: definition.settle,
      time: nowMs,
    };
    venue.moves++;
    venue.books.outbox.push(event);
    remember(venue.books.recentExecutions, event, RECENT_EXECUTIONS);
  }
}

/**
 * Forgets payments that fell due while the venue was closed. For an account that is closed during an outage of
 * its host, instead of being charged for it afterwards.
 */
export function skipFunding(venue: Venue, nowMs: Ms): void {
  for (const instrument of Object.values(venue.books.instruments)) {
    if (instrument.funding === undefined || instrument.funding.nextMs > nowMs) continue;
    instrument.fundedMs = nowMs;
    instrument.funding = undefined;
  }
}
