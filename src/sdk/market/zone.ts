import type { Ms } from '../values/time.ts';

/**
 * Time zones of exchanges, as rules rather than as a database, so that a strategy's day is the same on every machine:
 * the offset in minutes and who changes the clocks. In force since 2015; of earlier times only those without a change
 * of rules are right. Source: IANA time zone database 2025b, files europe, northamerica, asia.
 */
export const ZONES: Readonly<
  Record<ZoneName, readonly [minutes: number, summer: 'never' | 'europe' | 'america']>
> = {
  UTC: [0, 'never'],
  'Europe/London': [0, 'europe'],
  'Europe/Berlin': [60, 'europe'],
  'Europe/Paris': [60, 'europe'],
  'Europe/Moscow': [180, 'never'],
  'America/New_York': [-300, 'america'],
  'America/Chicago': [-360, 'america'],
  'Asia/Dubai': [240, 'never'],
  'Asia/Kolkata': [330, 'never'],
  'Asia/Hong_Kong': [480, 'never'],
  'Asia/Shanghai': [480, 'never'],
  'Asia/Singapore': [480, 'never'],
  'Asia/Tokyo': [540, 'never'],
};

export type ZoneName =
  | 'UTC'
  | 'Europe/London'
  | 'Europe/Berlin'
  | 'Europe/Paris'
  | 'Europe/Moscow'
  | 'America/New_York'
  | 'America/Chicago'
  | 'Asia/Dubai'
  | 'Asia/Kolkata'
  | 'Asia/Hong_Kong'
  | 'Asia/Shanghai'
  | 'Asia/Singapore'
  | 'Asia/Tokyo';

const HOUR: Ms = 3_600_000;
const DAY: Ms = 24 * HOUR;

/** What the clocks of a zone show, as ms since 1970-01-01 00:00 there. */
export function zoneTime(zone: ZoneName, at: Ms): Ms {
  return at + zoneOffset(zone, at);
}

/** When the clocks of a zone show a time; of one that they show twice the first, of one they skip the moment they do. */
export function zoneUtc(zone: ZoneName, local: Ms): Ms {
  const winter = ZONES[zone][0] * 60_000;
  const inSummer = local - winter - HOUR;
  return zoneOffset(zone, inSummer) > winter ? inSummer : local - winter;
}

function zoneOffset(zone: ZoneName, at: Ms): Ms {
  const [minutes, summer] = ZONES[zone];
  const winter = minutes * 60_000;
  if (summer === 'never') return winter;
  const year = yearOf(at);
  const [begins, ends] =
    summer === 'europe'
      ? // Last Sundays of March and October, 01:00 UTC everywhere.
        [lastSunday(year, 31 + 28) + HOUR, lastSunday(year, 273) + HOUR]
      : // Second Sunday of March and first of November, 02:00 by the clocks before the change.
        [sundayFrom(year, 59 + 7) + 2 * HOUR - winter, sundayFrom(year, 304) + HOUR - winter];
  return begins <= at && at < ends ? winter + HOUR : winter;
}

/** Days since 1970 of the first of January. */
function newYear(year: number): number {
  const y = year - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 719_162;
}

function yearOf(at: Ms): number {
  const day = Math.floor(at / DAY);
  const guess = 1970 + Math.floor(day / 365.2425);
  if (day < newYear(guess)) return guess - 1;
  return day < newYear(guess + 1) ? guess : guess + 1;
}

/** The first Sunday on or after a day of an ordinary year (0: January 1st; from March on), as midnight UTC. */
function sundayFrom(year: number, ofYear: number): Ms {
  const isLeap = newYear(year + 1) - newYear(year) === 366;
  const day = newYear(year) + ofYear + (isLeap ? 1 : 0);
  // 1970-01-01 was a Thursday: days that are 3 modulo 7 are Sundays.
  return (day + ((((3 - day) % 7) + 7) % 7)) * DAY;
}

/** The last Sunday of the month of 31 days that begins on a day of an ordinary year. */
function lastSunday(year: number, monthOfYear: number): Ms {
  return sundayFrom(year, monthOfYear + 24);
}
