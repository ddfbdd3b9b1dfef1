/** A book rebuilt from raw texts, without any of the plugin's code: price text → size text. */
export class BookOracle {
  bids = new Map<string, string>();
  asks = new Map<string, string>();

  apply(raw: string): void {
    const { type, data } = JSON.parse(raw) as {
      type: string;
      data: { b: [string, string][]; a: [string, string][] };
    };
    if (type === 'snapshot') {
      this.bids = new Map();
      this.asks = new Map();
    }
    for (const [side, levels] of [
      [this.bids, data.b],
      [this.asks, data.a],
    ] as const) {
      for (const [price, size] of levels) {
        if (/^[0.]+$/.test(size)) side.delete(price);
        else side.set(price, size);
      }
    }
  }

  /** Both sides as sorted "price size" lines with the given decimals. */
  lines(priceScale: number, quantityScale: number): { bids: string[]; asks: string[] } {
    const side = (levels: Map<string, string>): string[] =>
      [...levels]
        .map(([price, size]) => `${padded(price, priceScale)} ${padded(size, quantityScale)}`)
        .sort();
    return { bids: side(this.bids), asks: side(this.asks) };
  }
}

function padded(text: string, scale: number): string {
  const [whole, fraction = ''] = text.split('.');
  return scale === 0 ? `${whole}` : `${whole}.${fraction.padEnd(scale, '0')}`;
}
