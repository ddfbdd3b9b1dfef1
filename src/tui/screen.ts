import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

const LEAVE_ALTERNATE = '\u001b[?1049l';
const ENTER_ALTERNATE = '\u001b[?1049h';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
const CLEAR = '\u001b[2J\u001b[H';

/**
 * The one place where the TUI writes to the terminal, and what Ink takes for its stdout: all that is written in one
 * turn becomes one write. It owns the alternate screen, so that the terminal is given back whatever happens to Ink.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  readonly #terminal: WriteStream;
  #waiting = '';
  #open = false;
  readonly #resized: () => void;

  /** `resized` is called with every new size. Ink is not: it would draw its old tree into it first. */
  constructor(terminal: WriteStream, resized: () => void) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    this.#resized = resized;
    terminal.on('resize', resized);
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

  /** Empties the screen together with what is written next. */
  clear(): void {
    this.write(CLEAR);
  }

  /** Gives the terminal back as it was. What is written later is dropped. Safe to call twice. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#terminal.off('resize', this.#resized);
    this.#terminal.write(PASTE_OFF + LEAVE_ALTERNATE + SHOW_CURSOR);
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#waiting === '') queueMicrotask(() => this.#flush());
    this.#waiting += chunk.toString();
    done();
  }

  #flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (this.#open) this.#terminal.write(text);
  }
}
