import type { Ms } from '@botrc/sdk';
import type { Publish } from './publish.ts';

export type TickerFields = Readonly<Record<string, string>>;

/** The ticker of one instrument: deltas carry changed fields only, "" means absent. */
export class TickerStream {
  readonly #symbol: string;
  readonly #publish: Publish;
  #fields: TickerFields = {};
  #cs = 0;
  #ts: Ms = 0;

  constructor(symbol: string, publish: Publish) {
    this.#symbol = symbol;
    this.#publish = publish;
  }

  get fields(): TickerFields {
    return this.#fields;
  }

  get cs(): number {
    return this.#cs;
  }

  /** Everything anew; told as a snapshot. */
  replace(fields: TickerFields, cs: number, ts: Ms): void {
    this.#fields = fields;
    this.#cs = cs;
    this.#ts = ts;
    this.#publish(this.#topic, () => this.opening(ts));
  }

  /** The given fields are told and merged. */
  change(fields: TickerFields, cs: number, ts: Ms): void {
    this.#fields = { ...this.#fields, ...fields };
    this.#cs = cs;
    this.#ts = ts;
    this.#publish(this.#topic, () => this.#message('delta', fields, ts));
  }

  /** What a new subscriber gets; stamped no later than `nowMs`. */
  opening(nowMs: Ms): object {
    return this.#message('snapshot', this.#fields, Math.min(this.#ts, nowMs));
  }

  get #topic(): string {
    return `tickers.${this.#symbol}`;
  }

  #message(type: string, fields: TickerFields, ts: Ms): object {
    return { topic: this.#topic, type, data: { symbol: this.#symbol, ...fields }, cs: this.#cs, ts };
  }
}
