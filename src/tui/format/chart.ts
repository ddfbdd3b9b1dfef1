import type { Scale } from './scale.ts';

/** Charts as text, drawn from floats: for the eye only. */

const BLOCKS = '▁▂▃▄▅▆▇█';
/** Bit of a braille dot, by column and by row from the top. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BRAILLE = 0x2800;

/**
 * A line through `values` in `height` rows of `width` columns: braille dots, blocks where there is one row only,
 * asterisks in ASCII. Fewer values than dots are stretched.
 * @param scale by default just the values themselves.
 */
export function lineChart(
  values: readonly number[],
  width: number,
  height: number,
  ascii: boolean,
  scale: Scale = { ...range(values), count: values.length },
): readonly string[] {
  if (values.length === 0 || width < 1 || height < 1) return [];
  if (ascii) return asterisks(values, width, height, scale);
  return height === 1 ? [sparkline(values, width, scale)] : braille(values, width, height, scale);
}

function sparkline(values: readonly number[], width: number, scale: Scale): string {
  return levels(values, width, BLOCKS.length, scale)
    .map((level) => BLOCKS[level])
    .join('');
}

function asterisks(
  values: readonly number[],
  width: number,
  height: number,
  scale: Scale,
): readonly string[] {
  const at = levels(values, width, height, scale);
  return rows(height, (row) => at.map((level) => (height - 1 - level === row ? '*' : ' ')).join(''));
}

function braille(values: readonly number[], width: number, height: number, scale: Scale): readonly string[] {
  const cells = new Uint8Array(width * height);
  const at = levels(values, width * 2, height * 4, scale).map((level) => height * 4 - 1 - level);
  let previous = at[0] ?? 0;
  at.forEach((y, x) => {
    // From the last dot to this one, so that a steep line has no holes.
    const step = y < previous ? -1 : 1;
    for (let dot = y === previous ? y : previous + step; ; dot += step) {
      const cell = Math.floor(dot / 4) * width + (x >> 1);
      cells[cell] = (cells[cell] ?? 0) | (DOTS[x & 1]?.[dot % 4] ?? 0);
      if (dot === y) break;
    }
    previous = y;
  });
  return rows(height, (row) =>
    Array.from(cells.subarray(row * width, (row + 1) * width), (bits) =>
      bits === 0 ? ' ' : String.fromCodePoint(BRAILLE + bits),
    ).join(''),
  );
}

/** For each column that the values reach the height of the curve: 0 to `steps` - 1. A flat line runs in the middle. */
function levels(
  values: readonly number[],
  columns: number,
  steps: number,
  { low, high, count }: Scale,
): readonly number[] {
  const factor = high > low ? (steps - 1) / (high - low) : 0;
  const reached =
    count <= values.length ? columns : 1 + Math.round(((values.length - 1) * (columns - 1)) / (count - 1));
  return Array.from({ length: reached }, (_, x) => {
    const at = columns === 1 ? values.length - 1 : Math.round((x * (count - 1)) / (columns - 1));
    const value = values[Math.min(at, values.length - 1)] ?? low;
    return factor === 0 ? steps >> 1 : Math.round((value - low) * factor);
  });
}

export function range(values: readonly number[]): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function rows(height: number, row: (index: number) => string): readonly string[] {
  return Array.from({ length: height }, (_, index) => row(index));
}
