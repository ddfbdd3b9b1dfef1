/**
 * Reads an order book message in place, without JSON.parse: about a fifth of its cost, on the hottest path of all.
 * It knows one form, the compact one the venue sends:
 *
 *   {"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1786310818130,"data":{"s":"BTCUSDT","b":[["65095.30",
 *   "0.005"]],"a":[],"u":15076953,"seq":753843913870},"cts":1786310818129}
 *
 * Whatever deviates from it, valid or not, is left to the general reader, which alone decides what is an error.
 * https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook
 */
export class BookScan {
  kind: 'snapshot' | 'delta' = 'delta';
  timeMs = 0;
  update = 0;
  bids: number[] = [];
  asks: number[] = [];
  readonly #symbol: string;
  readonly #priceScale: number;
  readonly #quantityScale: number;
  #text = '';
  #at = 0;

  constructor(symbol: string, priceScale: number, quantityScale: number) {
    this.#symbol = symbol;
    this.#priceScale = priceScale;
    this.#quantityScale = quantityScale;
  }

  /** Reads from the quote that ends the topic. False: deviates, and the fields of this object mean nothing. */
  read(text: string, from: number): boolean {
    this.#text = text;
    this.#at = from;
    if (!this.#literal('","type":"')) return false;
    if (this.#literal('delta","ts":')) this.kind = 'delta';
    else if (this.#literal('snapshot","ts":')) this.kind = 'snapshot';
    else return false;
    this.timeMs = this.#integer();
    if (this.timeMs < 0 || !this.#literal(',"data":{"s":"') || !this.#literal(this.#symbol)) return false;
    if (!this.#literal('","b":[')) return false;
    this.bids = [];
    if (!this.#levels(this.bids) || !this.#literal(',"a":[')) return false;
    this.asks = [];
    if (!this.#levels(this.asks) || !this.#literal(',"u":')) return false;
    this.update = this.#integer();
    if (this.update < 0 || !this.#literal(',"seq":') || this.#integer() < 0 || !this.#literal('}'))
      return false;
    if (this.#literal(',"cts":') && this.#integer() < 0) return false;
    return this.#literal('}') && this.#at === text.length;
  }

  /** `["65095.30","0.005"],…]`, the closing bracket included. */
  #levels(out: number[]): boolean {
    if (this.#text.charCodeAt(this.#at) === 93) {
      this.#at++;
      return true;
    }
    for (;;) {
      if (!this.#literal('["')) return false;
      const price = this.#decimal(this.#priceScale);
      if (price < 0 || !this.#literal('","')) return false;
      const size = this.#decimal(this.#quantityScale);
      if (size < 0 || !this.#literal('"]')) return false;
      out.push(price, size);
      const next = this.#text.charCodeAt(this.#at++);
      if (next === 93) return true;
      if (next !== 44) return false;
    }
  }

  #literal(expected: string): boolean {
    const text = this.#text;
    const at = this.#at;
    for (let i = 0; i < expected.length; i++) {
      if (text.charCodeAt(at + i) !== expected.charCodeAt(i)) return false;
    }
    this.#at = at + expected.length;
    return true;
  }

  /** A JSON whole number, or -1. */
  #integer(): number {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (let c = text.charCodeAt(at); c >= 48 && c <= 57; c = text.charCodeAt(++at))
      value = value * 10 + (c - 48);
    this.#at = at;
    const leadingZero = text.charCodeAt(start) === 48 && at > start + 1;
    return at === start || leadingZero || value > Number.MAX_SAFE_INTEGER ? -1 : value;
  }

  /** The digits of a decimal text as an integer of 10^-scale, or -1 where that is not exact. */
  #decimal(scale: number): number {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let value = 0;
    let decimals = -1;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c >= 48 && c <= 57) {
        value = value * 10 + (c - 48);
        if (decimals >= 0) decimals++;
      } else if (c === 46 && decimals < 0 && at > start) decimals = 0;
      else break;
      at++;
    }
    this.#at = at;
    if (at === start || decimals === 0 || decimals > scale) return -1;
    for (let d = decimals < 0 ? 0 : decimals; d < scale; d++) value *= 10;
    return value <= Number.MAX_SAFE_INTEGER ? value : -1;
  }
}
