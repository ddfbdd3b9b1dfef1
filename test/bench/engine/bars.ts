import { readFileSync } from 'node:fs';

/** Decimals of the prices and volumes in the file: they are read as whole numbers of the last one. */
export const PRICE_SCALE = 4;
export const VOLUME_SCALE = 3;

/** Bars as columns of whole numbers. */
export interface BarColumns {
  readonly length: number;
  readonly openMs: Float64Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Int32Array;
}

type Prices = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];

/** Reads `timestamp,open,high,low,close,volume` with a heading, at most `limit` rows. */
export function readBars(file: string, limit: number): BarColumns {
  const bytes = readFileSync(file);
  let rows = -1;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, end + 1)) rows++;
  const length = Math.min(rows, limit);
  const openMs = new Float64Array(length);
  const [open, high, low, close, volume] = [0, 0, 0, 0, 0].map(() => new Int32Array(length)) as Prices;
  const columns = [openMs, open, high, low, close, volume];
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
  return { length, openMs, open, high, low, close, volume };
}
