import type { Ms } from '@botrc/sdk';
import type { Publish } from './publish.ts';

/** One public trade as the stream sends it. `S` is the taker's side. */
export interface WireTrade {
  readonly T: Ms;
  readonly s: string;
  readonly S: 'Buy' | 'Sell';
  readonly v: string;
  readonly p: string;
  /** How the price moved: PlusTick, ZeroPlusTick, … */
  readonly L: string;
  readonly i: string;
  /** Block trade. */
  readonly BT: boolean;
  /** Retail price improvement. */
  readonly RPI: boolean;
  readonly seq: number;
}

/** As many as recent-trade may answer with. */
const KEPT = 1_000;
/** As many as one message carries. */
const BATCH = 1_024;

/** The public trades of one instrument: the topic, and the last of them for REST. */
export class TradeStream {
  readonly #symbol: string;
  readonly #publish: Publish;
  #recent: WireTrade[] = [];

  constructor(symbol: string, publish: Publish) {
    this.#symbol = symbol;
    this.#publish = publish;
  }

  /** Trades of before the sandbox began, oldest first; not told. */
  remember(trades: readonly WireTrade[]): void {
    this.#recent = [...this.#recent, ...trades].slice(-KEPT);
  }

  add(trades: readonly WireTrade[], ts: Ms): void {
    this.remember(trades);
    for (let from = 0; from < trades.length; from += BATCH) {
      this.#publish(`publicTrade.${this.#symbol}`, () => ({
        topic: `publicTrade.${this.#symbol}`,
        type: 'snapshot',
        ts,
        data: trades.slice(from, from + BATCH),
      }));
    }
  }

  /** The newest first. */
  page(limit: number): object[] {
    return this.#recent
      .slice(-limit)
      .reverse()
      .map((t) => ({
        execId: t.i,
        symbol: t.s,
        price: t.p,
        size: t.v,
        side: t.S,
        time: String(t.T),
        isBlockTrade: t.BT,
        isRPITrade: t.RPI,
        seq: String(t.seq),
      }));
  }
}
