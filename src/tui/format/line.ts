import stringWidth from 'string-width';

/** What a piece of text means; the theme decides how that looks. */
export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'dim' | 'up' | 'down';

export interface Segment {
  /** Without control characters. */
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}

/** One row of the screen. */
export type Line = readonly Segment[];

export type Align = 'left' | 'right';

const ASCII = /^[\x20-\x7e]*$/;
const CACHE_SIZE = 2000;
const cache = new Map<string, number>();

/** Columns that `text` takes. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  const known = cache.get(text);
  if (known !== undefined) return known;
  if (cache.size >= CACHE_SIZE) cache.clear();
  const width = stringWidth(text);
  cache.set(text, width);
  return width;
}

/** At most `width` columns of `text`; what was cut ends in an ellipsis. */
export function clipText(text: string, width: number): string {
  if (width <= 0) return '';
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    const next = used + textWidth(char);
    if (next > width - 1) break;
    kept += char;
    used = next;
  }
  return `${kept}…`;
}

/** Exactly `width` columns. */
export function padText(text: string, width: number, align: Align = 'left'): string {
  const clipped = clipText(text, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(clipped)));
  return align === 'left' ? clipped + space : space + clipped;
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, segment) => sum + textWidth(segment.text), 0);
}

/** At most `width` columns of `line`. */
export function clipLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: Segment[] = [];
  let left = width;
  for (const segment of line) {
    const size = textWidth(segment.text);
    if (size < left) {
      kept.push(segment);
      left -= size;
      continue;
    }
    // Something follows or this one is too long: either way the cut shows here.
    kept.push({
      ...segment,
      text: size === left ? clipText(`${segment.text} `, left) : clipText(segment.text, left),
    });
    break;
  }
  return kept;
}

/** Exactly `width` columns of `line`. */
export function fillLine(line: Line, width: number): Line {
  const clipped = clipLine(line, width);
  const missing = width - lineWidth(clipped);
  return missing > 0 ? [...clipped, { text: ' '.repeat(missing) }] : clipped;
}

/** `left` and `right` at the two ends of `width` columns; `left` gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const end = clipLine(right, width);
  const room = width - lineWidth(end);
  return [...fillLine(left, Math.max(0, room)), ...end];
}

/** `text` in rows of at most `width` columns, cut between words where it can be. At most `max` rows. */
export function wrapText(text: string, width: number, max: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    if (row !== '' && textWidth(row) + 1 + textWidth(word) > width) {
      rows.push(row);
      row = word;
    } else {
      row = row === '' ? word : `${row} ${word}`;
    }
  }
  rows.push(row);
  if (rows.length <= max) return rows.map((r) => clipText(r, width));
  return [...rows.slice(0, max - 1), rows.slice(max - 1).join(' ')].map((r) => clipText(r, width));
}
