import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import { Terminal as Emulator } from '@xterm/headless';
import type { Size } from '../../src/tui/state.ts';
import { cellsOf, textOf } from './terminal/emulated.ts';

/** A terminal in memory: what is written to it is understood by a real emulator. */
export class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Every write, in order. */
  readonly writes: string[] = [];
  /** What a write waits for. */
  delay: () => void = () => undefined;
  readonly #emulator: Emulator;

  constructor({ columns, rows }: Size) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#emulator = new Emulator({ cols: columns, rows, allowProposedApi: true });
  }

  /** As the TUI takes it; it uses `write`, the size and `resize`. */
  get stream(): WriteStream {
    return this as unknown as WriteStream;
  }

  write(text: string): boolean {
    this.delay();
    this.writes.push(text);
    // A terminal line discipline makes \r\n of \n.
    this.#emulator.write(text.replace(/\r?\n/g, '\r\n'));
    return true;
  }

  resize({ columns, rows }: Size): void {
    this.columns = columns;
    this.rows = rows;
    this.#emulator.resize(columns, rows);
    this.emit('resize');
  }

  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === 'alternate';
  }

  get isBracketingPastes(): boolean {
    return this.#emulator.modes.bracketedPasteMode;
  }

  /** What stands on the screen, after all that was written is understood. */
  async screen(): Promise<readonly string[]> {
    await new Promise<void>((resolve) => this.#emulator.write('', resolve));
    return textOf(this.#emulator, this);
  }

  /** Every cell with its looks, as one text per row: what `screen` does not tell. */
  async cells(): Promise<readonly string[]> {
    await new Promise<void>((resolve) => this.#emulator.write('', resolve));
    return cellsOf(this.#emulator, this);
  }
}
