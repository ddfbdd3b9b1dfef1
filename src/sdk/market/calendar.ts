import { BotrcError } from '../errors.ts';
import type { Ms } from '../values/time.ts';
import { ZONES, type ZoneName, zoneTime, zoneUtc } from './zone.ts';

/** When an exchange trades, as a person writes it in a strategy's parameters. */
export interface TradingHours {
  /** `mon-fri 10:00-18:45`, in the zone; `00:00-24:00` is the whole day. A close before the open is on the next day. */
  readonly hours: string;
  readonly zone: ZoneName;
  /** Days without a session: `2025-01-01`. Of a session over midnight the day on which it opens. */
  readonly holidays: readonly string[];
  /** Days that close early, with the time: `2025-12-31 13:00`. */
  readonly halfDays: readonly string[];
}

/** Read once by `createCalendar`; plain data, and nothing in it changes. */
export interface Calendar {
  readonly zone: ZoneName;
  /** Monday first. */
  readonly weekdays: readonly boolean[];
  /** Since local midnight; a close beyond 24 h is on the next day. */
  readonly openMs: Ms;
  readonly closeMs: Ms;
  /** Local days since 1970. */
  readonly holidays: ReadonlySet<number>;
  readonly halfDays: ReadonlyMap<number, Ms>;
}

/** One session, in UTC: open at `openMs`, no longer at `closeMs`. */
export interface TradingDay {
  readonly openMs: Ms;
  readonly closeMs: Ms;
}

const MINUTE: Ms = 60_000;
const DAY: Ms = 1440 * MINUTE;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const HOURS = /^([a-z]{3})(?:-([a-z]{3}))? (\d{2}:\d{2})-(\d{2}:\d{2})$/;

/** @throws BOTRC_CALENDAR_FORMAT where a part of it cannot be read. */
export function createCalendar({ hours, zone, holidays, halfDays }: TradingHours): Calendar {
  const match = HOURS.exec(hours);
  const [, from = '', to = from, open = '', close = ''] = match ?? [];
  const [first, last] = [WEEKDAYS.indexOf(from), WEEKDAYS.indexOf(to)];
  if (first < 0 || last < 0) throw unreadable(hours, 'mon-fri 10:00-18:45');
  if (!Object.hasOwn(ZONES, zone)) throw unreadable(zone, Object.keys(ZONES).join(', '));
  const openMs = clock(open, hours);
  const shut = clock(close, hours);
  const early = halfDays.map((text): [number, Ms] => {
    const [date = '', time = ''] = text.split(' ');
    const at = clock(time, text);
    return [dayOf(date), at > openMs ? at : at + DAY];
  });
  return {
    zone,
    // Days may go over the end of the week: `sun-thu`.
    weekdays: WEEKDAYS.map((_, i) => (i - first + 7) % 7 <= (last - first + 7) % 7),
    openMs,
    closeMs: shut > openMs ? shut : shut + DAY,
    holidays: new Set(holidays.map(dayOf)),
    halfDays: new Map(early),
  };
}

/** The session that a moment is in; undefined between two. */
export function tradingDayAt(calendar: Calendar, at: Ms): TradingDay | undefined {
  const today = Math.floor(zoneTime(calendar.zone, at) / DAY);
  for (const day of [today, today - 1]) {
    // 1970-01-01 was a Thursday.
    if (calendar.holidays.has(day) || !calendar.weekdays[(day + 3) % 7]) continue;
    const openMs = zoneUtc(calendar.zone, day * DAY + calendar.openMs);
    const closeMs = zoneUtc(calendar.zone, day * DAY + (calendar.halfDays.get(day) ?? calendar.closeMs));
    if (openMs <= at && at < closeMs) return { openMs, closeMs };
  }
  return undefined;
}

function clock(text: string, whole: string): Ms {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (!(minutes <= 1440) || Number(match?.[2]) > 59) throw unreadable(whole, 'times from 00:00 to 24:00');
  return minutes * MINUTE;
}

/** `2025-01-01` as days since 1970. Source: Howard Hinnant, "chrono-compatible low-level date algorithms", 2013. */
function dayOf(text: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year = 0, month = 0, date = 0] = (match ?? []).slice(1).map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (month < 1 || month > 12 || date < 1 || date > length) throw unreadable(text, '2025-12-31');
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function unreadable(found: string, example: string): BotrcError {
  return new BotrcError('BOTRC_CALENDAR_FORMAT', 'trading hours cannot be read', {
    found: JSON.stringify(found.slice(0, 60)),
    mend: `Write it like: ${example}.`,
  });
}
