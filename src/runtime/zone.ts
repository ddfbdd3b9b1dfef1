import type { Ms } from '../sdk/index.ts';

const HOUR: Ms = 3_600_000;
const DAY: Ms = 24 * HOUR;
/** How far ahead the table reaches; a bot that runs longer keeps the last offset until it is restarted. */
const AHEAD_DAYS = 800;

/**
 * The offsets of a time zone from `fromMs` on as [from, offset] pairs, for the core, which has no calendar.
 * @param timeZone an IANA name that this Node knows.
 */
export function zoneOffsets(timeZone: string, fromMs: Ms): readonly (readonly [Ms, Ms])[] {
  const start = Math.floor(fromMs / DAY) * DAY - DAY;
  const offset = offsetOf(timeZone);
  const table: (readonly [Ms, Ms])[] = [[start, offset(start)]];
  for (let day = start; day < start + AHEAD_DAYS * DAY; day += DAY) {
    const before = offset(day);
    if (before === offset(day + DAY)) continue;
    // Offsets change on whole quarters of an hour; the change is somewhere in this day.
    for (let at = day; at < day + DAY; at += HOUR / 4) {
      if (offset(at + HOUR / 4) === before) continue;
      table.push([at + HOUR / 4, offset(at + HOUR / 4)]);
      break;
    }
  }
  return table;
}

function offsetOf(timeZone: string): (at: Ms) => Ms {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (at) => {
    const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
    const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
    if (!match) return 0;
    return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3]) * (HOUR / 60));
  };
}
