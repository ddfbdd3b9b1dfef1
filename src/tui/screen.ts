import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { Clock, Ms } from '../sdk/index.ts';
import { Cells } from './cells.ts';

const LEAVE_ALTERNATE = '\u001b[?1049l';
const ENTER_ALTERNATE = '\u001b[?1049h';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
const CLEAR = '\u001b[2J\u001b[H';

export interface ScreenEvents {
  /** Its size changed: what is on the screen is not known. Ink is not told: it would draw its old tree into it first. */
  readonly disturbed: () => void;
  /** A frame was written; a terminal blocks until its link has taken it. */
  readonly wrote: (tookMs: Ms, nowMs: Ms) => void;
}

/**
 * The one place where the TUI writes to the terminal, and what Ink takes for its stdout. Ink hands over the
 * rows that were announced; those of a turn become one write of the cells that differ. It owns the alternate screen, so that the terminal
 * is given back whatever happens to Ink.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  readonly #terminal: WriteStream;
  readonly #clock: Clock;
  readonly #cells = new Cells();
  /** Every row as Ink wrote it last, and the places of those that it writes next. */
  #texts: string[] = [];
  #expected: readonly number[] = [];
  #isDue = false;
  #open = false;
  readonly #events: ScreenEvents;

  constructor(terminal: WriteStream, clock: Clock, events: ScreenEvents) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    this.#clock = clock;
    this.#events = events;
    terminal.on('resize', events.disturbed);
  }

  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  /** Takes the terminal over and shows `text` until the first frame. */
  open(text: string): void {
    this.#open = true;
    this.#terminal.write(ENTER_ALTERNATE + HIDE_CURSOR + PASTE_ON + CLEAR + text);
  }

  /** Draws all cells again: what stands on the terminal is not what was written. */
  clear(): void {
    this.#cells.forget();
    this.#flushSoon();
  }

  /** What is written from now on are these rows of the screen, one below the other. */
  expect(rows: readonly number[]): void {
    this.#expected = rows;
  }

  /** Gives the terminal back as it was. What is written later is dropped. Safe to call twice. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#terminal.off('resize', this.#events.disturbed);
    this.#terminal.write(PASTE_OFF + LEAVE_ALTERNATE + SHOW_CURSOR);
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const texts = chunk.toString().split('\n');
    for (const [i, y] of this.#expected.entries()) this.#texts[y] = texts[i] ?? '';
    this.#flushSoon();
    done();
  }

  #flushSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isDue = false;
    if (!this.#open) return;
    this.#texts.length = this.rows;
    const change = this.#cells.change(this.#texts.join('\n'), this.columns, this.rows);
    if (change === '') return;
    const before = this.#clock.now();
    this.#terminal.write(change);
    const after = this.#clock.now();
    this.#events.wrote(after - before, after);
  }
}
