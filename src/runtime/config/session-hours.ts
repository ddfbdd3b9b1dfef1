import type { TradingSession } from '../../sdk/index.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const FORM = /^([a-z]{3})(?:-([a-z]{3}))? (\d{2}):(\d{2})-(\d{2}):(\d{2})$/;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** `mon-fri 09:00-18:45` as weekly sessions, a day each; undefined where it is none. A day ends at 24:00. */
export function parseHours(text: string): readonly TradingSession[] | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, from = '', to = from, ...clock] = match;
  const first = DAYS.indexOf(from);
  const last = DAYS.indexOf(to);
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = clock.map(Number);
  const open = h1 * 60 + m1;
  const close = h2 * 60 + m2;
  if (first < 0 || last < first || m1 > 59 || m2 > 59 || open >= close || close > 1440) return undefined;
  return DAYS.slice(first, last + 1).map((_, i) => ({
    openMs: (first + i) * DAY + open * MINUTE,
    closeMs: (first + i) * DAY + close * MINUTE,
  }));
}
