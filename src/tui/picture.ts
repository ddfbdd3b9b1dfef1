import { type Block, frameOf } from './frame.ts';
import type { Size, TuiState } from './state.ts';
import { paint, type Theme } from './theme.ts';

/** A block as text for the terminal, a text per line. */
export interface Painted extends Pick<Block, 'id' | 'x' | 'y' | 'width'> {
  readonly texts: readonly string[];
}

/** The whole screen, from back to front. */
export function painted(state: TuiState, theme: Theme): readonly Painted[] {
  return frameOf(state, theme.ascii).map(({ id, x, y, width, height, lines, faded }) => {
    return { id, x, y, width, texts: lines.slice(0, height).map((line) => paint(line, theme, faded)) };
  });
}

/** What was drawn last, row by row. */
export class Picture {
  #rows: readonly string[] = [];
  #columns = 0;

  /** The next screen has every row changed. */
  forget(): void {
    this.#rows = [];
  }

  /** The rows in which `blocks` differ from those before, ascending. */
  change(blocks: readonly Painted[], { columns, rows }: Size): readonly number[] {
    const before = this.#columns === columns && this.#rows.length === rows ? this.#rows : [];
    const after = Array<string>(rows).fill('');
    for (const { x, y, texts } of blocks) {
      for (const [i, text] of texts.entries()) {
        if (y + i < rows) after[y + i] += `${x}\n${text}\n`;
      }
    }
    this.#rows = after;
    this.#columns = columns;
    return after.flatMap((row, y) => (row === before[y] ? [] : [y]));
  }
}
