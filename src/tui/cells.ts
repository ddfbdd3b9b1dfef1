import { textWidth } from './format/line.ts';
import { PLAIN, type Style, styleAfter } from './style.ts';

/** One row: what stands in each column and how. The second column of a wide character holds ''. */
interface Row {
  /** As it was written: equal texts need no second look. */
  readonly text: string;
  readonly chars: readonly string[];
  readonly styles: readonly Style[];
}

const CLEAR = '\u001b[2J\u001b[H';
const CLEAR_TO_END = '\u001b[K';
/** Bytes of a jump within a row. Unchanged cells that take no more are written again instead. */
const JUMP_BYTES = 5;
/** Bytes of an erasure and of the jump over it. */
const ERASE_BYTES = 10;
/** The foreground alone: one takes the place of the other. */
const FOREGROUND = /^(?:3[0-7]|9[0-7])$/;
/** Characters that take one column each; anything else is measured. */
const NARROW = /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25ff\u2800-\u28ff]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * What the terminal shows, cell by cell, so that a frame costs only the cells that differ: a tenth of what Ink writes,
 * which repaints a row from its first change on.
 */
export class Cells {
  #rows: readonly Row[] | undefined;
  #width = 0;

  /** What the terminal shows is not known any more: the next frame is written whole. */
  forget(): void {
    this.#rows = undefined;
  }

  /** The text that turns the frame shown last into `frame` (rows ending in \n, SGR styles); '' where none differs. */
  change(frame: string, columns: number, rows: number): string {
    const before = this.#width === columns && this.#rows?.length === rows ? this.#rows : undefined;
    const texts = frame.split('\n');
    const after = Array.from({ length: rows }, (_, y) => {
      const text = texts[y] ?? '';
      const known = before?.[y];
      return known?.text === text ? known : parseRow(text, columns);
    });
    this.#rows = after;
    this.#width = columns;
    const pen = new Pen();
    for (const [y, row] of after.entries()) {
      const old = before?.[y];
      if (row !== old) writeRow(pen, y, row, old ?? BLANK);
    }
    return before ? pen.end() : CLEAR + pen.end();
  }
}

const BLANK: Row = { text: '', chars: [], styles: [] };

function parseRow(text: string, columns: number): Row {
  const chars: string[] = [];
  const styles: Style[] = [];
  let style = PLAIN;
  for (const [i, piece] of text.split('\u001b[').entries()) {
    // All but the first begin with the parameters of a style: Ink writes no other sequence into a frame.
    const start = i === 0 ? 0 : piece.indexOf('m') + 1;
    if (i > 0) style = styleAfter(style, piece.slice(0, start - 1));
    const shown = piece.slice(start);
    for (const char of NARROW.test(shown) ? shown : segments(shown)) {
      const width = textWidth(char);
      if (width === 0 || chars.length + width > columns) continue;
      chars.push(char, ...Array<string>(width - 1).fill(''));
      styles.push(...Array<Style>(width).fill(style));
    }
  }
  return { text, chars, styles };
}

function segments(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

const charAt = (row: Row, x: number): string => row.chars[x] ?? ' ';
const styleAt = (row: Row, x: number): Style => row.styles[x] ?? PLAIN;

function writeRow(pen: Pen, y: number, row: Row, old: Row): void {
  const length = lengthOf(row);
  const end = Math.max(length, lengthOf(old));
  for (let x = 0; x < end; x++) {
    if (charAt(row, x) === charAt(old, x) && styleAt(row, x) === styleAt(old, x)) continue;
    if (x >= length) {
      pen.clearToEnd(y, x);
      return;
    }
    const blanks = blanksFrom(row, old, x, length);
    if (blanks > ERASE_BYTES) {
      pen.erase(y, x, blanks);
      x += blanks - 1;
      continue;
    }
    pen.bridge(y, x, row);
    pen.put(y, x, charAt(row, x), styleAt(row, x));
  }
}

/** Up to the last cell that is not an unstyled blank. */
function lengthOf(row: Row): number {
  let length = row.chars.length;
  while (length > 0 && charAt(row, length - 1) === ' ' && styleAt(row, length - 1) === PLAIN) length--;
  return length;
}

/** Unstyled blanks from column x on, up to the last one that is new. */
function blanksFrom(row: Row, old: Row, x: number, length: number): number {
  let count = 0;
  for (let at = x; at < length && charAt(row, at) === ' ' && styleAt(row, at) === PLAIN; at++) {
    if (charAt(old, at) !== ' ' || styleAt(old, at) !== PLAIN) count = at - x + 1;
  }
  return count;
}

/** Writes cells, and jumps and changes its style only where it has to. */
class Pen {
  #text = '';
  #x = -1;
  #y = -1;
  #style: Style = PLAIN;

  put(y: number, x: number, char: string, style: Style): void {
    // The second half of a wide character came with its first.
    if (char === '') return;
    this.#go(y, x);
    this.#wear(style);
    this.#text += char;
    this.#x = x + textWidth(char);
  }

  /** Goes to column x over what stands between, where that is short and of one style with what was written. */
  bridge(y: number, x: number, row: Row): void {
    const gap = x - this.#x;
    if (y !== this.#y || gap <= 0 || gap > JUMP_BYTES) return;
    for (let at = this.#x; at < x; at++) if (styleAt(row, at) !== this.#style) return;
    const between = Array.from({ length: gap }, (_, i) => charAt(row, this.#x + i)).join('');
    if (Buffer.byteLength(between) > JUMP_BYTES) return;
    this.#text += between;
    this.#x = x;
  }

  /** The cursor stays where it is. */
  erase(y: number, x: number, count: number): void {
    this.#go(y, x);
    this.#wear(PLAIN);
    this.#text += `\u001b[${count}X`;
  }

  clearToEnd(y: number, x: number): void {
    this.#go(y, x);
    this.#wear(PLAIN);
    this.#text += CLEAR_TO_END;
  }

  /** All that was written; the terminal is left without a style. */
  end(): string {
    this.#wear(PLAIN);
    return this.#text;
  }

  #go(y: number, x: number): void {
    if (y !== this.#y) this.#text += x === 0 ? `\u001b[${y + 1}H` : `\u001b[${y + 1};${x + 1}H`;
    else if (x !== this.#x) this.#text += `\u001b[${x + 1}G`;
    this.#y = y;
    this.#x = x;
  }

  #wear(style: Style): void {
    if (style === this.#style) return;
    const adds = this.#style === PLAIN || (FOREGROUND.test(this.#style) && FOREGROUND.test(style));
    this.#text += style === PLAIN ? '\u001b[m' : `\u001b[${adds ? '' : '0;'}${style}m`;
    this.#style = style;
  }
}
