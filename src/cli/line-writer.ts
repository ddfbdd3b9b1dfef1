import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { safeJson } from './output.ts';

/** Bytes that may wait for a slow reader. */
const MAX_WAITING = 8 * 1024 * 1024;

/**
 * JSON lines for whoever reads them, never waiting for it: what a stalled reader has no room for is dropped and
 * counted, and a reader that goes away ends nothing.
 */
export class LineWriter {
  readonly #stream: Writable;
  #dropped = 0;
  #closed = false;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', () => {
      this.#closed = true;
    });
  }

  write(line: object): void {
    if (this.#closed) return;
    if (this.#stream.writableLength > MAX_WAITING) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) {
      const lines = this.#dropped;
      this.#dropped = 0;
      this.#stream.write(`${safeJson({ event: 'dropped', lines })}\n`);
    }
    this.#stream.write(`${safeJson(line)}\n`);
  }

  /** Resolves when all is written, or after `ms`. */
  async flushed(ms: number): Promise<void> {
    if (this.#closed || this.#stream.writableLength === 0) return;
    const written = new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    await Promise.race([written, delay(ms, undefined, { ref: false })]);
  }
}
