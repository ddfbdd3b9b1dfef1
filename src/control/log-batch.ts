import type { LogRow } from '../core/view/bot.ts';

/** Rows kept between two flushes; of a flood the newest are shown. */
const MAX_ROWS = 500;
const FLUSH_MS = 50;

/** Collects log lines, so that a burst is a few messages. `flush` gets them at most every 50 ms. */
export class LogBatch {
  readonly #flush: (rows: readonly LogRow[]) => void;
  #rows: LogRow[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(flush: (rows: readonly LogRow[]) => void) {
    this.#flush = flush;
  }

  add(row: LogRow): void {
    this.#rows.push(row);
    if (this.#rows.length > MAX_ROWS) this.#rows.shift();
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Hands over what is there, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) this.#flush(rows);
  }
}
