import type { DayRow } from '../../core/view/performance.ts';
import { type Line, padText, type Segment } from '../format/line.ts';
import { cash, gainTone } from '../format/number.ts';
import type { Panel } from './panel.ts';

const DAY_MS = 86_400_000;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Columns of a day in the grid: its date and a sum. */
const CELL = 9;

/** What each of the last days has brought, unrealized PnL included: a calendar, or a list where that has no room. */
export const calendar: Panel = {
  title: 'PnL by day',
  present: ({ view, width }) => {
    const { days } = view.performance;
    if (days.length === 0) return { body: [[{ text: 'The first day has not begun yet', tone: 'dim' }]] };
    const { currency } = view.account;
    const amount = (day: DayRow): Segment => ({
      text: cash(day.equityPnl, currency, true),
      ...gainTone(day.equityPnl),
    });
    const body = width >= CELL * 7 + 6 ? grid(days, amount) : list(days, amount);
    return { body, note: currency };
  },
};

/** A day begins at local midnight, whatever the zone: half a day later its date is the same in UTC. */
function dateOf({ startMs }: DayRow): Date {
  return new Date(startMs + DAY_MS / 2);
}

const dateText = (day: DayRow): string => dateOf(day).toISOString().slice(5, 10);
/** Monday is 0. */
const weekday = (day: DayRow): number => (dateOf(day).getUTCDay() + 6) % 7;

function list(days: readonly DayRow[], amount: (day: DayRow) => Segment): readonly Line[] {
  return days.toReversed().map((day): Line => {
    const trades = day.trades === 0 ? '' : `  ${day.trades} trades, ${day.wins} won`;
    return [
      { text: `${WEEKDAYS[weekday(day)]} ${dateText(day)} `, tone: 'dim' },
      pad(amount(day), 11),
      { text: trades, tone: 'dim' },
    ];
  });
}

/** Newest week first; each day under its weekday. */
function grid(days: readonly DayRow[], amount: (day: DayRow) => Segment): readonly Line[] {
  const weeks = new Map<number, DayRow[]>();
  for (const day of days) {
    const monday = Math.floor(dateOf(day).getTime() / DAY_MS) - weekday(day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), day]);
  }
  const head: Line = [{ text: WEEKDAYS.map((name) => padText(name, CELL, 'right')).join(' '), tone: 'dim' }];
  const rows = [...weeks.values()].toReversed().flatMap((week): Line[] => {
    const at = (i: number): DayRow | undefined => week.find((day) => weekday(day) === i);
    const row = (cell: (day: DayRow | undefined) => Segment): Line =>
      WEEKDAYS.flatMap((_, i): Line => [pad(cell(at(i)), CELL), { text: ' ' }]);
    return [
      row((day) => ({ text: day === undefined ? '' : dateText(day), tone: 'dim' })),
      row((day) => (day === undefined ? { text: '' } : amount(day))),
    ];
  });
  return [head, ...rows];
}

function pad(segment: Segment, width: number): Segment {
  return { ...segment, text: padText(segment.text, width, 'right') };
}
