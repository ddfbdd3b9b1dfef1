import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import { Terminal as Emulator } from '@xterm/headless';
import type { Size } from '../../src/tui/state.ts';

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
    const { active } = this.#emulator.buffer;
    return Array.from(
      { length: this.rows },
      (_, y) =>
        active
          .getLine(active.viewportY + y)
          ?.translateToString(true)
          .trimEnd() ?? '',
    );
  }

  /** Every cell with its looks, as one text per row: what `screen` does not tell. */
  async cells(): Promise<readonly string[]> {
    await new Promise<void>((resolve) => this.#emulator.write('', resolve));
    const { active } = this.#emulator.buffer;
    return Array.from({ length: this.rows }, (_, y) => {
      const line = active.getLine(active.viewportY + y);
      return Array.from({ length: this.columns }, (_, x) => {
        const cell = line?.getCell(x);
        if (!cell) return ' ';
        const looks = [cell.isBold(), cell.isDim(), cell.isInverse(), cell.isUnderline()].map((on) =>
          on ? 1 : 0,
        );
        // A cell never written and a blank one look alike.
        const char = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
        return `${char}${looks.join('')}/${cell.getFgColor()}/${cell.getBgColor()}`;
      }).join(' ');
    });
  }
}
