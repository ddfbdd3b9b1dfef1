import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/core/codec.ts';
import type { BookUpdate } from '../../src/sdk/index.ts';
import { advance, onMarket, restoreVenue, type VenueBooks, venueSnapshot } from '../../src/sim/index.ts';
import { INSTRUMENT, PLAIN, told } from './venue-kit.ts';

/** Written by the venue before it knew queues by cancels, margin modes or an insurance fund. */
const FILE = new URL('../fixtures/venue/books-first-layout.json', import.meta.url);
const load = (): VenueBooks => decode(readFileSync(FILE, 'utf8')) as VenueBooks;

describe('books of an older version', () => {
  it('are taken over with their position, orders and cash', () => {
    const venue = restoreVenue(PLAIN, load());
    const { positions, orders, balances } = venueSnapshot(venue, 0);
    expect(positions).toEqual([{ instrument: INSTRUMENT.id, leg: 'net', quantity: 2000, entryPrice: 1000 }]);
    expect(orders.map((o) => o.clientOrderId)).toEqual(['target', 'stop', 'more', 'late']);
    expect(balances).toEqual([{ currency: 'USDT', total: 9_999_870_000_000_000n }]);
  });

  it('go on: requests arrive, resting orders fill, stops fire', () => {
    const books = load();
    const venue = restoreVenue(PLAIN, books);
    const nowMs = books.pending.at(-1)!.dueMs;
    expect(told(advance(venue, nowMs))).toEqual([
      'late working 0',
      'more cancelled 0: cancelled by the client',
    ]);
    const frame = { instrument: INSTRUMENT.id, time: nowMs };
    const book: BookUpdate = {
      ...frame,
      type: 'book',
      kind: 'snapshot',
      update: 1,
      bids: [945, 9000],
      asks: [975, 200],
    };
    onMarket(venue, book, nowMs);
    expect(told(advance(venue, nowMs))).toEqual(['buy 200 @ 975 taker', 'late working 200']);
    onMarket(venue, { ...frame, type: 'trade', id: 't', side: 'sell', price: 950, quantity: 10 }, nowMs);
    const outputs = told(advance(venue, nowMs));
    expect(outputs).toContain('sell 2000 @ 945 taker');
    expect(outputs).toContain('stop filled 2000');
    const { cash, house } = books;
    const purses = [cash, house.fees, house.counterparty, house.insurance];
    expect(purses.reduce((all, purse) => all + (purse.USDT ?? 0n), 0n)).toBe(10_000_000_000_000_000n);
  });
});
