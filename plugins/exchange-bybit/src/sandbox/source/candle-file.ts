import type { Ms } from '@botrc/sdk';
import { sourceError } from '../errors.ts';
import { INTERVALS } from '../market/candle.ts';
import { readLines } from './read-text.ts';

/** A row of a candle file, as floats. */
export interface FileCandle {
  readonly start: Ms;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** 0 where the file has no such column. */
  readonly volume: number;
}

export interface CandleFile {
  readonly file: string;
  /** The symbol that the file's name tells, if any: `…_BTCUSDT_…`, `BTC-PERP`. */
  readonly symbol: string | undefined;
  readonly intervalMs: Ms;
  /** Contiguous, oldest first: holes are filled with flat candles. */
  readonly candles: readonly FileCandle[];
}

const TIME_COLUMNS = ['ts_ms', 'timestamp', 'time', 'open_time'];

/**
 * Reads candles from CSV with a header line: a time column (UTC open time in ms), open, high, low, close, and
 * volume; other columns are not looked at.
 * @throws BOTRC_SANDBOX_SOURCE naming the line that cannot be used.
 */
export async function readCandles(file: string): Promise<CandleFile> {
  const [header = '', ...lines] = await readLines(file);
  const columns = header.split(',').map((name) => name.trim().toLowerCase());
  const column = (...names: string[]): number => columns.findIndex((name) => names.includes(name));
  const at = {
    start: column(...TIME_COLUMNS),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
  };
  for (const [name, index] of Object.entries(at)) {
    if (index < 0)
      throw sourceError(`the header has no column for ${name}`, `${file}:1`, header.slice(0, 80));
  }
  const volumeAt = column('volume');
  const rows: FileCandle[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(',');
    const number = (cell: number): number => Number(cells[cell] === '' ? Number.NaN : cells[cell]);
    const row = {
      start: number(at.start),
      open: number(at.open),
      high: number(at.high),
      low: number(at.low),
      close: number(at.close),
      volume: volumeAt < 0 ? 0 : number(volumeAt),
    };
    const last = rows[rows.length - 1];
    if (!isSound(row) || (last && row.start <= last.start)) {
      throw sourceError(
        'a line of the candle file cannot be used',
        `${file}:${index + 2}`,
        line.slice(0, 80),
      );
    }
    rows.push(row);
  }
  const intervalMs = intervalOf(rows, file);
  return { file, symbol: symbolOf(file), intervalMs, candles: fill(rows, intervalMs) };
}

function isSound(row: FileCandle): boolean {
  return (
    Number.isSafeInteger(row.start) &&
    row.low > 0 &&
    row.high >= Math.max(row.open, row.close) &&
    row.low <= Math.min(row.open, row.close) &&
    Number.isFinite(row.high) &&
    row.volume >= 0
  );
}

function intervalOf(rows: readonly FileCandle[], file: string): Ms {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < rows.length; i++) least = Math.min(least, rows[i]!.start - rows[i - 1]!.start);
  const known = [...INTERVALS.values()].includes(least);
  const aligned = rows.every((row) => row.start % least === 0);
  if (known && aligned) return least;
  throw sourceError(
    'the candles are not of an interval that Bybit has, at its times',
    file,
    rows.length < 2 ? `${rows.length} candles` : `${least} ms apart`,
  );
}

/** Bybit sends a flat candle for a time without trades; so is every hole. */
function fill(rows: readonly FileCandle[], intervalMs: Ms): FileCandle[] {
  const whole: FileCandle[] = [];
  for (const row of rows) {
    for (let last = whole[whole.length - 1]; last && last.start + intervalMs < row.start; ) {
      const { start, close } = last;
      last = { start: start + intervalMs, open: close, high: close, low: close, close, volume: 0 };
      whole.push(last);
    }
    whole.push(row);
  }
  return whole;
}

function symbolOf(file: string): string | undefined {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).toUpperCase();
  const base = /(?:^|[^A-Z0-9])([A-Z0-9]{2,12}?)(?:USDT|-PERP|-USDT)/.exec(name)?.[1];
  return base === undefined ? undefined : `${base}USDT`;
}
