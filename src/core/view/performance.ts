import { CASH_SCALE, type Cash, formatTrim, type Ms } from '../../sdk/index.ts';
import type { DayBook, Performance, Sums } from '../metrics/performance.ts';
import type { Now } from '../metrics/statistic.ts';
import { type Statistics, statisticsOf } from '../metrics/statistics.ts';

/** Days shown. */
const DAYS = 30;

/** What was achieved, as plain rows: see core/metrics for what each figure means. Null where it has no meaning. */
export interface PerformanceRow {
  /** Since when; null before the first equity is known. */
  readonly sinceMs: Ms | null;
  /** Cash as decimal text, the rest as numbers. */
  readonly metrics: {
    readonly [N in keyof Statistics]: Cash extends Statistics[N] ? string | null : number | null;
  };
  readonly strategies: readonly PnlRow[];
  readonly instruments: readonly PnlRow[];
  /** Local days, newest last, at most 30. */
  readonly days: readonly DayRow[];
}

export interface PnlRow {
  readonly name: string;
  /** Realized, after fees and funding. */
  readonly pnl: string;
  readonly fees: string;
  readonly funding: string;
  readonly trades: number;
  readonly wins: number;
}

export interface DayRow extends Omit<PnlRow, 'name'> {
  readonly startMs: Ms;
  /** Of equity, unrealized PnL included, apart from transfers. */
  readonly equityPnl: string;
}

export function viewPerformance(performance: Performance, now: Now): PerformanceRow {
  const books = [...performance.books.values()];
  const metrics = Object.entries(statisticsOf(performance, now)).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? money(value) : (value ?? null),
  ]);
  return {
    sinceMs: performance.equity.samples > 0 ? performance.equity.startMs : null,
    metrics: Object.fromEntries(metrics) as PerformanceRow['metrics'],
    strategies: grouped(books, (book) => book.owner),
    instruments: grouped(books, (book) => book.instrument),
    days: performance.days
      .slice(-DAYS)
      .map((day, i, shown) => viewDay(day, shown[i + 1]?.equity ?? now.equity)),
  };
}

function grouped<T extends Sums>(books: readonly T[], nameOf: (book: T) => string): readonly PnlRow[] {
  const names = new Set(books.map(nameOf));
  return [...names].map((name) => ({ name, ...viewSums(books.filter((book) => nameOf(book) === name)) }));
}

function viewDay(day: DayBook, endEquity: Cash): DayRow {
  const equityPnl = money(endEquity - day.equity - day.transferred);
  return { startMs: day.at, equityPnl, ...viewSums([day]) };
}

function viewSums(group: readonly Sums[]): Omit<PnlRow, 'name'> {
  const total = (of: (sums: Sums) => Cash): Cash => group.reduce((sum, sums) => sum + of(sums), 0n);
  return {
    pnl: money(total((s) => s.realized - s.fees + s.funding)),
    fees: money(total((s) => s.fees)),
    funding: money(total((s) => s.funding)),
    trades: group.reduce((sum, s) => sum + s.trades, 0),
    wins: group.reduce((sum, s) => sum + s.wins, 0),
  };
}

function money(cash: Cash): string {
  return formatTrim(cash, CASH_SCALE, 2);
}
