import {
  type Bar,
  type Clock,
  type HistoryRequest,
  type Instrument,
  type InstrumentId,
  type Interval,
  intervalMs,
  type Ms,
} from '@botrc/sdk';
import { BarSequence } from './bar-sequence.ts';
import type { Candles } from './kline.ts';

/** History older than this when a stream begins is not continued: the host has long been elsewhere. */
const HISTORY_FRESH_MS = 300_000;

export interface BarsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: (request: HistoryRequest) => Promise<readonly Bar[]>;
  readonly emit: (bar: Bar) => void;
  readonly lost: (instrument: InstrumentId, reason: string) => void;
}

/** The bar streams: one sequence for each instrument and interval that is subscribed. */
export class Bars implements Candles {
  readonly #options: BarsOptions;
  readonly #sequences = new Map<string, BarSequence>();
  /** What the host last had from history, by stream, until that stream begins. */
  readonly #history = new Map<string, { readonly openMs: Ms; readonly takenMs: Ms }>();

  constructor(options: BarsOptions) {
    this.#options = options;
  }

  /** Makes exactly these streams run. One that follows a fresh history goes on where that ended. */
  set(streams: readonly { readonly instrument: InstrumentId; readonly interval: Interval }[]): void {
    const wanted = new Set(streams.map(({ instrument, interval }) => key(instrument, interval)));
    for (const [name, sequence] of this.#sequences) {
      if (wanted.has(name)) continue;
      sequence.stop();
      this.#sequences.delete(name);
    }
    for (const { instrument, interval } of streams) {
      const name = key(instrument, interval);
      if (!this.#sequences.has(name)) this.#sequences.set(name, this.#open(instrument, interval, name));
    }
  }

  /** The host was given bars up to this one, from history, as of now. */
  hostHas(instrument: InstrumentId, interval: Interval, openMs: Ms): void {
    if (this.#sequences.has(key(instrument, interval))) return;
    this.#history.set(key(instrument, interval), { openMs, takenMs: this.#options.clock.now() });
  }

  confirmed(bar: Bar): void {
    this.#sequences.get(key(bar.instrument, bar.interval))?.confirmed(bar);
  }

  opened(instrument: Instrument, interval: Interval, openMs: Ms): void {
    this.#sequences.get(key(instrument.id, interval))?.opened(openMs);
  }

  reconnected(): void {
    for (const sequence of this.#sequences.values()) sequence.reconnected();
  }

  #open(instrument: InstrumentId, interval: Interval, name: string): BarSequence {
    const { clock, random, fetch, emit, lost } = this.#options;
    const history = this.#history.get(name);
    this.#history.delete(name);
    const fresh = history !== undefined && clock.now() - history.takenMs <= HISTORY_FRESH_MS;
    return new BarSequence({
      step: intervalMs(interval),
      clock,
      random,
      fetch: (limit) => fetch({ instrument, interval, limit }),
      emit,
      lost: (reason) => lost(instrument, `${interval} ${reason}`),
      ...(fresh && { after: history.openMs }),
    });
  }
}

function key(instrument: InstrumentId, interval: Interval): string {
  return `${instrument} ${interval}`;
}
