import type { PanelId } from './panels/panel.ts';
import type { TuiState } from './state.ts';

/** Steps of a range below and above the first one, by the panels that have one. */
export const RANGES: Readonly<Partial<Record<PanelId, { readonly least: number; readonly most: number }>>> = {
  chart: { least: 0, most: 3 },
  pnl: { least: -3, most: 0 },
  drawdown: { least: -3, most: 0 },
  book: { least: -3, most: 0 },
};

/** It begins at a multiple of so many points, so that a new one moves none of the others. */
const BEGIN = 8;

/** The newest points of a curve: all, a half, a quarter, an eighth, or a few more; two at least. */
export function newest<T>(points: readonly T[], panel: PanelId, { ranges }: TuiState): readonly T[] {
  const part = 2 ** (ranges[panel] ?? 0);
  if (part === 1) return points;
  const begin = points.length - Math.max(2, Math.ceil(points.length * part));
  return points.slice(points.length < 4 * BEGIN ? begin : Math.floor(begin / BEGIN) * BEGIN);
}

/** Bars in one candle of the chart: 1, 2, 4, 8. */
export function barsPerCandle({ ranges }: TuiState): number {
  return 2 ** (ranges.chart ?? 0);
}

/** Levels of the book on each side: as many as there is room for, five, three, one. */
export function bookDepth(room: number, { ranges }: TuiState): number {
  const most = [room, 5, 3, 1][-(ranges.book ?? 0)] ?? room;
  return Math.min(room, most);
}
