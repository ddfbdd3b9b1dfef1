import type { MarketRow } from '../../core/view/rows.ts';
import type { Ms } from '../../sdk/index.ts';
import { range } from './chart.ts';
import type { Line, Segment, Tone } from './line.ts';

type Bars = MarketRow['bars'];
type Bounds = ReturnType<typeof range>;

/** A level that is drawn across the chart where no candle stands: a stop, a target, an entry. */
export interface Level {
  readonly price: number;
  readonly tone: Tone;
  /** Stands at the right end: `stop`. */
  readonly label: string;
}

/** Something that happened at a price: a fill. */
export interface Mark {
  readonly timeMs: Ms;
  readonly price: number;
  readonly side: 'buy' | 'sell';
}

export interface Marks {
  readonly levels: readonly Level[];
  readonly points: readonly Mark[];
}

/**
 * The newest bars as candles, one column each: a rising body is solid, a falling one shaded. Levels are dotted lines,
 * fills are arrows in the column of their bar.
 */
export function candles(
  bars: Bars,
  width: number,
  height: number,
  marks: Marks = NONE,
  { low, high }: Bounds = candleRange(bars.slice(-Math.max(0, width)), marks),
): readonly Line[] {
  const shown = bars.slice(-Math.max(0, width));
  if (shown.length === 0 || height < 1) return [];
  const rowOf = (value: number): number =>
    high > low ? Math.round(((high - value) * (height - 1)) / (high - low)) : height >> 1;
  const cells = Array.from({ length: height }, () => Array.from({ length: width }, (): Segment => EMPTY));
  const put = (row: number, column: number, segment: Segment): void => {
    const line = cells[row];
    if (line !== undefined && column >= 0 && column < width) line[column] = segment;
  };
  for (const { price, tone, label } of marks.levels) {
    if (price < low || price > high) continue;
    const text = `${'·'.repeat(Math.max(0, width - label.length - 1))} ${label}`;
    for (const [column, char] of Array.from(text).entries()) put(rowOf(price), column, { text: char, tone });
  }
  for (const [column, [, open, top, bottom, close]] of shown.entries()) {
    const tone = close >= open ? 'up' : 'down';
    for (let row = rowOf(top); row <= rowOf(bottom); row++) put(row, column, { text: '│', tone });
    const body = close >= open ? '█' : '▒';
    for (let row = rowOf(Math.max(open, close)); row <= rowOf(Math.min(open, close)); row++)
      put(row, column, { text: body, tone });
  }
  for (const { timeMs, price, side } of marks.points) {
    const column = shown.findLastIndex(([openMs]) => openMs <= timeMs);
    if (price >= low && price <= high)
      put(rowOf(price), column, {
        text: side === 'buy' ? '↑' : '↓',
        tone: 'accent',
        bold: true,
        inverse: true,
      });
  }
  return cells.map(merge);
}

/** The shortest time from one bar to the next. */
function intervalOf(bars: Bars): Ms {
  const gaps = bars.slice(1).map(([openMs], i) => openMs - (bars[i]?.[0] ?? openMs));
  return range(gaps.filter((gap) => gap > 0)).low;
}

/** Each `count` neighbours as one bar. They are counted from the epoch on, so that a new bar changes the last one alone. */
export function joined(bars: Bars, count: number): Bars {
  if (count === 1 || bars.length < 2) return bars;
  const length = intervalOf(bars) * count;
  const candles = new Map<number, Bars[number]>();
  for (const bar of bars) {
    const [openMs, , high, low, close] = bar;
    const number = Math.floor(openMs / length);
    const [firstMs, open, top, bottom] = candles.get(number) ?? bar;
    candles.set(number, [firstMs, open, Math.max(top, high), Math.min(bottom, low), close]);
  }
  return [...candles.values()];
}

/**
 * The newest bars that fill at most `width` columns. Where they are full it goes on by a quarter at once: a chart that
 * moved with each bar would be written whole for each.
 */
export function inQuarters(bars: Bars, width: number): Bars {
  const first = bars.length - width;
  const quarter = Math.max(1, Math.floor(width / 4));
  if (first <= 0 || bars.length < 2) return bars;
  const interval = intervalOf(bars);
  const number = (index: number): number => Math.floor((bars[index]?.[0] ?? 0) / interval);
  const begin = Math.ceil(number(first) / quarter) * quarter;
  return bars.filter((_, i) => i >= first && number(i) >= begin);
}

const EMPTY: Segment = { text: ' ' };
const NONE: Marks = { levels: [], points: [] };
/** A level further away than so many times the candles' own range would press them flat. */
const REACH = 0.6;

/** Lowest low and highest high; levels near them are in it. */
export function candleRange(bars: Bars, { levels }: Marks = NONE): Bounds {
  const own = range(bars.flatMap(([, , high, low]) => [low, high]));
  const reach = (own.high - own.low) * REACH;
  const near = levels
    .map(({ price }) => price)
    .filter((price) => price > own.low - reach && price < own.high + reach);
  return range([own.low, own.high, ...near]);
}

/** Neighbours of one look in one segment. */
function merge(cells: readonly Segment[]): Line {
  const line: Segment[] = [];
  for (const cell of cells) {
    const last = line.at(-1);
    if (last !== undefined && last.tone === cell.tone && last.inverse === cell.inverse)
      line[line.length - 1] = { ...last, text: last.text + cell.text };
    else line.push(cell);
  }
  return line;
}
