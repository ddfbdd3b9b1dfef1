import type { MarketRow } from '../../core/view/rows.ts';
import { range } from './chart.ts';
import type { Line, Segment } from './line.ts';

/** The newest bars as candles, one column each: a rising body is solid, a falling one shaded. */
export function candles(bars: MarketRow['bars'], width: number, height: number): readonly Line[] {
  const shown = bars.slice(-Math.max(0, width));
  if (shown.length === 0 || height < 1) return [];
  const { low, high } = candleRange(shown);
  const rowOf = (value: number): number =>
    high > low ? Math.round(((high - value) * (height - 1)) / (high - low)) : height >> 1;
  const columns = shown.map(([, open, top, bottom, close]) => ({
    rising: close >= open,
    wick: [rowOf(top), rowOf(bottom)] as const,
    body: [rowOf(Math.max(open, close)), rowOf(Math.min(open, close))] as const,
  }));
  return Array.from({ length: height }, (_, row) =>
    merge(
      columns.map(({ rising, wick, body }) => {
        const tone = rising ? 'up' : 'down';
        if (row >= body[0] && row <= body[1]) return { text: rising ? '█' : '▒', tone };
        return row >= wick[0] && row <= wick[1] ? { text: '│', tone } : { text: ' ' };
      }),
    ),
  );
}

/** Lowest low and highest high. */
export function candleRange(bars: MarketRow['bars']): { readonly low: number; readonly high: number } {
  return range(bars.flatMap(([, , high, low]) => [low, high]));
}

/** Neighbours of one look in one segment. */
function merge(cells: readonly Segment[]): Line {
  const line: Segment[] = [];
  for (const cell of cells) {
    const last = line.at(-1);
    if (last !== undefined && last.tone === cell.tone)
      line[line.length - 1] = { ...last, text: last.text + cell.text };
    else line.push(cell);
  }
  return line;
}
