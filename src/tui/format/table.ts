import { type Align, clipLine, type Line, padText, type Segment, textWidth } from './line.ts';

export interface Column<Row> {
  readonly title: string;
  /** When not all fit, the highest goes first. */
  readonly rank: number;
  /** @default left */
  readonly align?: Align;
  /** Columns it keeps, so that a table does not jump when a value gets shorter. @default the title's */
  readonly min?: number;
  /** Longer text is cut; without it nothing is, and so it must be for numbers. */
  readonly max?: number;
  readonly cell: (row: Row) => Segment | string;
  /** What rows are sorted by. @default the cell: as a number where it is one, else as text */
  readonly key?: (row: Row) => number | string;
}

export interface Sort {
  /** Title of the column. */
  readonly column: string;
  readonly descending: boolean;
}

export interface Table {
  readonly head: Line;
  readonly body: readonly Line[];
}

const GAP = 2;

/** Rows as aligned columns, as many of them as fit in `width`. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Table {
  const measured = columns.map((column) => {
    const cells = rows.map((row) => asSegment(column.cell(row)));
    const natural = cells.reduce(
      (widest, cell) => Math.max(widest, textWidth(cell.text)),
      Math.max(column.min ?? 0, textWidth(column.title)),
    );
    return { column, cells, width: Math.min(natural, column.max ?? natural) };
  });
  const shown = fitting(measured, width);
  const row = (segmentOf: (part: (typeof shown)[number]) => Segment): Line => {
    const line = shown.flatMap((part, i) => {
      const segment = segmentOf(part);
      const text = padText(segment.text, part.width, part.column.align);
      return i === 0 ? [{ ...segment, text }] : [{ text: ' '.repeat(GAP) }, { ...segment, text }];
    });
    return clipLine(line, width);
  };
  return {
    head: row(({ column }) => ({ text: column.title, tone: 'dim' })),
    body: rows.map((_, i) => row(({ cells }) => cells[i] ?? { text: '' })),
  };
}

/** Rows in the order of one column; equal ones stay as they were. */
export function sorted<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  sort: Sort | undefined,
): readonly Row[] {
  const column = columns.find(({ title }) => title === sort?.column);
  if (column === undefined || sort === undefined) return rows;
  const keyed = rows.map((row) => ({
    row,
    key: column.key?.(row) ?? asKey(asSegment(column.cell(row)).text),
  }));
  keyed.sort((a, b) => (sort.descending ? compare(b.key, a.key) : compare(a.key, b.key)));
  return keyed.map(({ row }) => row);
}

function asKey(text: string): number | string {
  const number = Number(text.replace(/[,%+!]/g, ''));
  return text.trim() === '' || Number.isNaN(number) ? text.trim().toLowerCase() : number;
}

/** Numbers before texts. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

function fitting<Part extends { readonly column: { readonly rank: number }; readonly width: number }>(
  parts: readonly Part[],
  width: number,
): readonly Part[] {
  let shown = parts;
  while (shown.length > 1 && shown.reduce((sum, part) => sum + part.width + GAP, -GAP) > width) {
    const last = shown.reduce((worst, part) => (part.column.rank >= worst.column.rank ? part : worst));
    shown = shown.filter((part) => part !== last);
  }
  return shown;
}

function asSegment(cell: Segment | string): Segment {
  return typeof cell === 'string' ? { text: cell } : cell;
}
