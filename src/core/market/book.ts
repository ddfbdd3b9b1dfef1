import type { BookSideView, BookUpdate, BookView, Price, Quantity } from '../../sdk/index.ts';

/** Levels kept a side; deeper ones fall out. */
const DEPTH = 512;

/**
 * One side of a book, best first, in two typed arrays. Keys are price x sign (+1 asks, -1 bids), so both sides
 * ascend; most updates touch the top, so the search starts there.
 */
export class BookSide implements BookSideView {
  readonly #sign: 1 | -1;
  readonly #keys = new Float64Array(DEPTH);
  readonly #sizes = new Float64Array(DEPTH);
  #length = 0;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  get length(): number {
    return this.#length;
  }

  price(level: number): Price | undefined {
    return level < this.#length ? this.#keys[level]! * this.#sign : undefined;
  }

  size(level: number): Quantity | undefined {
    return level < this.#length ? this.#sizes[level] : undefined;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Flat pairs [price, size, …]; size 0 removes. */
  apply(levels: readonly number[]): void {
    for (let i = 0; i + 1 < levels.length; i += 2) this.#set(levels[i]! * this.#sign, levels[i + 1]!);
  }

  #set(key: number, size: number): void {
    const keys = this.#keys;
    const sizes = this.#sizes;
    let at = 0;
    let n = this.#length;
    while (at < n && keys[at]! < key) at++;
    if (at < n && keys[at] === key) {
      if (size !== 0) {
        sizes[at] = size;
        return;
      }
      keys.copyWithin(at, at + 1, n);
      sizes.copyWithin(at, at + 1, n);
      this.#length = n - 1;
      return;
    }
    if (size === 0 || at === DEPTH) return;
    if (n === DEPTH) n--;
    keys.copyWithin(at + 1, at, n);
    sizes.copyWithin(at + 1, at, n);
    keys[at] = key;
    sizes[at] = size;
    this.#length = n + 1;
  }
}

export class Book implements BookView {
  readonly bids: BookSide = new BookSide(-1);
  readonly asks: BookSide = new BookSide(1);

  apply(update: BookUpdate): void {
    if (update.kind === 'snapshot') {
      this.bids.clear();
      this.asks.clear();
    }
    this.bids.apply(update.bids);
    this.asks.apply(update.asks);
  }
}
