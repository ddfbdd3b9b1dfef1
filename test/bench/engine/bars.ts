import { readFileSync } from 'node:fs';

/** Decimals of the prices and volumes in the file: they are read as whole numbers of the last one. */
export const PRICE_SCALE = 4;
export const VOLUME_SCALE = 3;

/** Bars as columns of whole numbers. */
export interface BarColumns {
  readonly length: number;
  readonly openMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Reads `timestamp,open,high,low,close,volume` with a heading, at most `limit` rows. */
export function readBars(file: string, limit: number): BarColumns {
  const bytes = readFileSync(file);
  let rows = -1;
  for (const byte of bytes) if (byte === 10) rows++;
  const length = Math.min(rows, limit);
  const columns = Array.from({ length: 6 }, () => new Float64Array(length));
  let at = bytes.indexOf(10) + 1;
  for (let row = 0; row < length; row++) {
    for (const column of columns) {
      let value = 0;
      // Every number is written with all its decimals, so that dropping the point scales it.
      for (; bytes[at] !== 44 && bytes[at] !== 10; at++) {
        if (bytes[at] !== 46) value = value * 10 + (bytes[at]! - 48);
      }
      column[row] = value;
      at++;
    }
  }
  const [openMs, open, high, low, close, volume] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { length, openMs, open, high, low, close, volume };
}
