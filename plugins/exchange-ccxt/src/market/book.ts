import type { BookUpdate, Ms } from '@botrc/sdk';
import type { CcxtBook } from '../client.ts';
import { type Listed, priceOf, quantityOf } from '../units.ts';

type Side = ReadonlyMap<number, number>;

/** ccxt keeps the book itself and hands it over whole: what changed is told, first all of it. */
export class BookReader {
  #bids: Side | undefined;
  #asks: Side = new Map();
  #update = 0;

  /** The next word is a snapshot. */
  begin(): void {
    this.#bids = undefined;
  }

  /** Undefined where nothing changed within `depth` levels. @throws BOTRC_NUMBER_… */
  read(book: CcxtBook, listed: Listed, depth: number, nowMs: Ms): BookUpdate | undefined {
    const [bids, asks] = [levels(book.bids, listed, depth), levels(book.asks, listed, depth)];
    const isFirst = this.#bids === undefined;
    const [oldBids, oldAsks] = [this.#bids ?? new Map(), isFirst ? new Map() : this.#asks];
    const changes = { bids: changed(oldBids, bids), asks: changed(oldAsks, asks) };
    if (!isFirst && changes.bids.length + changes.asks.length === 0) return undefined;
    this.#bids = bids;
    this.#asks = asks;
    // The venue's own number where it rises; some start again, or have none.
    this.#update = Math.max(this.#update + 1, Number.isSafeInteger(book.nonce) ? (book.nonce ?? 0) : 0);
    return {
      type: 'book',
      instrument: listed.instrument.id,
      time: book.timestamp ?? nowMs,
      kind: isFirst ? 'snapshot' : 'delta',
      update: this.#update,
      ...changes,
    };
  }
}

/** The best `depth` levels; ccxt sorts them. */
function levels(side: CcxtBook['bids'], listed: Listed, depth: number): Side {
  const found = new Map<number, number>();
  for (const [price, amount] of side) {
    if (found.size === depth) break;
    const quantity = quantityOf(listed, amount);
    if (quantity > 0) found.set(priceOf(listed, price), quantity);
  }
  return found;
}

/** Flat pairs; what is gone has size 0. */
function changed(before: Side, after: Side): number[] {
  const pairs: number[] = [];
  for (const price of before.keys()) if (!after.has(price)) pairs.push(price, 0);
  for (const [price, size] of after) if (before.get(price) !== size) pairs.push(price, size);
  return pairs;
}
