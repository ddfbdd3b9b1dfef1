import { type BookUpdate, formatScaled, type Instrument } from '@botrc/sdk';

/** What a host makes of book updates: integer price → integer size. */
export class Book {
  readonly bids = new Map<number, number>();
  readonly asks = new Map<number, number>();

  apply(update: BookUpdate): void {
    if (update.kind === 'snapshot') {
      this.bids.clear();
      this.asks.clear();
    }
    set(this.bids, update.bids);
    set(this.asks, update.asks);
  }

  get bestBid(): number {
    return Math.max(...this.bids.keys());
  }

  get bestAsk(): number {
    return Math.min(...this.asks.keys());
  }

  lines({ priceScale, quantityScale }: Instrument): { bids: string[]; asks: string[] } {
    const side = (levels: Map<number, number>): string[] =>
      [...levels]
        .map(([price, size]) => `${formatScaled(price, priceScale)} ${formatScaled(size, quantityScale)}`)
        .sort();
    return { bids: side(this.bids), asks: side(this.asks) };
  }
}

function set(side: Map<number, number>, levels: readonly number[]): void {
  for (let i = 0; i < levels.length; i += 2) {
    const price = levels[i] ?? Number.NaN;
    const size = levels[i + 1] ?? Number.NaN;
    if (size === 0) side.delete(price);
    else side.set(price, size);
  }
}
