import type { Ms } from '@botrc/sdk';
import { type Precision, priceText, sizeText } from './definition.ts';
import { applyLevels, type BookChanges, diffLevels, type Level } from './levels.ts';
import type { Publish } from './publish.ts';

export interface BookStamp {
  readonly ts: Ms;
  /** When the matching engine made it, <= ts. */
  readonly cts: Ms;
  readonly seq: number;
}

/** Depths that Bybit serves for linear. */
const DEPTHS = [1, 50, 200] as const;
/** Depth 1 is sent again after so long without a change, under the same `u`. */
const REPEAT_MS = 3_000;

/** A shallower view of the book with update ids of its own. */
interface Slice {
  readonly depth: number;
  bids: readonly Level[];
  asks: readonly Level[];
  u: number;
  toldMs: Ms;
}

/**
 * The book of one instrument and its topics. The deepest topic passes changes on as they come; the shallower ones
 * are cut from the book, so that levels entering and leaving the cut are told.
 */
export class BookStream {
  readonly bids: Level[] = [];
  readonly asks: Level[] = [];
  readonly #symbol: string;
  readonly #precision: Precision;
  readonly #publish: Publish;
  /** Of the source's own topic, the deepest. */
  readonly depth: number;
  readonly #slices: readonly Slice[];
  #u = 0;
  #stamp: BookStamp = { ts: 0, cts: 0, seq: 0 };

  /** `depth` is that of the source; it and the smaller ones are served. */
  constructor(symbol: string, precision: Precision, depth: number, publish: Publish) {
    this.#symbol = symbol;
    this.#precision = precision;
    this.depth = depth;
    this.#publish = publish;
    this.#slices = DEPTHS.filter((d) => d < depth).map((d) => ({
      depth: d,
      bids: [],
      asks: [],
      u: 0,
      toldMs: 0,
    }));
  }

  serves(depth: number): boolean {
    return depth === this.depth || this.#slices.some((slice) => slice.depth === depth);
  }

  get stamp(): BookStamp {
    return this.#stamp;
  }

  /** The whole book anew; every topic sends a snapshot. */
  replace(book: BookChanges, stamp: BookStamp, u: number): void {
    this.bids.splice(0, this.bids.length, ...book.bids);
    this.asks.splice(0, this.asks.length, ...book.asks);
    this.#stamp = stamp;
    this.#u = u;
    this.#tell(this.depth, 'snapshot', this, u);
    for (const slice of this.#slices) {
      this.#cut(slice);
      // A stream that has run goes on counting; a fresh one starts beside the source's own ids.
      slice.u = slice.u === 0 ? u : slice.u + 1;
      slice.toldMs = stamp.ts;
      this.#tell(slice.depth, 'snapshot', slice, slice.u);
    }
  }

  /** As after a restart of the service: the same book, with ids from 1 on. */
  restart(nowMs: Ms): void {
    for (const slice of this.#slices) slice.u = 0;
    this.replace({ bids: [...this.bids], asks: [...this.asks] }, this.#stampAt(nowMs), 1);
  }

  change(changes: BookChanges, stamp: BookStamp): void {
    applyLevels(this.bids, changes.bids, 1);
    applyLevels(this.asks, changes.asks, -1);
    this.#stamp = stamp;
    this.#u++;
    this.#tell(this.depth, 'delta', changes, this.#u);
    for (const slice of this.#slices) this.#follow(slice);
  }

  /** What a new subscriber gets; stamped no later than `nowMs`. */
  opening(depth: number, nowMs: Ms): object {
    const slice = this.#slices.find((s) => s.depth === depth);
    return this.#message(depth, 'snapshot', slice ?? this, slice?.u ?? this.#u, this.#stampAt(nowMs));
  }

  /** Shows that the book lives and leaves it as it is: one size changes and changes back. */
  breathe(nowMs: Ms): void {
    const best = this.bids[0];
    if (best === undefined) return;
    const more: Level = [best[0], best[1] + this.#precision.lot];
    this.change({ bids: [more], asks: [] }, this.#stampAt(nowMs));
    this.change({ bids: [best], asks: [] }, this.#stampAt(nowMs));
  }

  /** The REST answer: at most `limit` levels a side. */
  page(limit: number, nowMs: Ms): object {
    const { ts, cts, seq } = this.#stampAt(nowMs);
    const [b, a] = [this.#pairs(this.bids.slice(0, limit)), this.#pairs(this.asks.slice(0, limit))];
    return { s: this.#symbol, b, a, ts, u: this.#u, seq, cts };
  }

  #stampAt(nowMs: Ms): BookStamp {
    const { ts, cts, seq } = this.#stamp;
    return { ts: Math.min(ts, nowMs), cts: Math.min(cts, nowMs), seq };
  }

  #follow(slice: Slice): void {
    const { bids, asks } = slice;
    this.#cut(slice);
    const changes = { bids: diffLevels(bids, slice.bids, 1), asks: diffLevels(asks, slice.asks, -1) };
    const changed = changes.bids.length > 0 || changes.asks.length > 0;
    if (changed) slice.u++;
    else if (slice.depth > 1 || this.#stamp.ts - slice.toldMs < REPEAT_MS) return;
    slice.toldMs = this.#stamp.ts;
    if (slice.depth === 1) this.#tell(1, 'snapshot', slice, slice.u);
    else this.#tell(slice.depth, 'delta', changes, slice.u);
  }

  #cut(slice: Slice): void {
    slice.bids = this.bids.slice(0, slice.depth);
    slice.asks = this.asks.slice(0, slice.depth);
  }

  #tell(depth: number, type: string, levels: BookChanges, u: number): void {
    this.#publish(`orderbook.${depth}.${this.#symbol}`, () =>
      this.#message(depth, type, levels, u, this.#stamp),
    );
  }

  #message(depth: number, type: string, levels: BookChanges, u: number, stamp: BookStamp): object {
    return {
      topic: `orderbook.${depth}.${this.#symbol}`,
      type,
      ts: stamp.ts,
      data: {
        s: this.#symbol,
        b: this.#pairs(levels.bids),
        a: this.#pairs(levels.asks),
        u,
        seq: stamp.seq,
      },
      cts: stamp.cts,
    };
  }

  #pairs(levels: readonly Level[]): string[][] {
    return levels.map(([price, size]) => [
      priceText(price, this.#precision),
      sizeText(size, this.#precision),
    ]);
  }
}
