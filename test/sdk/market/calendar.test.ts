import { describe, expect, it } from 'vitest';
import {
  createCalendar,
  type TradingHours,
  tradingDayAt,
  ZONES,
  type ZoneName,
  zoneTime,
  zoneUtc,
} from '../../../src/sdk/index.ts';

const HOUR = 3_600_000;
const moscow: TradingHours = {
  hours: 'mon-fri 10:00-18:45',
  zone: 'Europe/Moscow',
  holidays: ['2025-01-01'],
  halfDays: ['2025-12-31 13:00'],
};
const at = (text: string): number => Date.parse(text);
const day = (hours: Partial<TradingHours>, when: string): [string, string] | undefined => {
  const found = tradingDayAt(createCalendar({ ...moscow, ...hours }), at(when));
  return found && [new Date(found.openMs).toISOString(), new Date(found.closeMs).toISOString()];
};

describe('time zones of exchanges', () => {
  it.each(Object.keys(ZONES) as ZoneName[])(
    '%s is what the time zone database says, 2015 to 2035',
    (zone) => {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      const differs = (ms: number): boolean => shown(zoneTime(zone, ms)) !== format.format(ms);
      const wrong: string[] = [];
      // Every sixth hour, and every quarter of one where clocks change.
      for (let ms = at('2015-01-01'); ms < at('2035-01-01'); ms += 6 * HOUR) {
        if (differs(ms)) wrong.push(new Date(ms).toISOString());
        if (zoneTime(zone, zoneUtc(zone, zoneTime(zone, ms))) !== zoneTime(zone, ms))
          wrong.push(`back ${ms}`);
        if (zoneTime(zone, ms + 6 * HOUR) - zoneTime(zone, ms) === 6 * HOUR) continue;
        for (let quarter = ms; quarter < ms + 6 * HOUR; quarter += HOUR / 4)
          if (differs(quarter)) wrong.push(new Date(quarter).toISOString());
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** As en-GB writes it, so that only the time itself is compared. */
function shown(local: number): string {
  const [date = '', time = ''] = new Date(local).toISOString().split('T');
  return `${date.split('-').reverse().join('/')}, ${time.slice(0, 8)}`;
}

describe('trading hours', () => {
  it('open and close by the clocks of their zone, the close itself excluded', () => {
    const session = ['2025-01-06T07:00:00.000Z', '2025-01-06T15:45:00.000Z'];
    expect(day({}, '2025-01-06T06:59:59Z')).toBeUndefined();
    expect(day({}, '2025-01-06T07:00:00Z')).toEqual(session);
    expect(day({}, '2025-01-06T15:44:59Z')).toEqual(session);
    expect(day({}, '2025-01-06T15:45:00Z')).toBeUndefined();
  });

  it('have no session on holidays and at weekends, and a short one on half days', () => {
    expect(day({}, '2025-01-01T09:00:00Z')).toBeUndefined();
    expect(day({}, '2025-01-04T09:00:00Z')).toBeUndefined();
    expect(day({}, '2025-12-31T09:59:00Z')?.[1]).toBe('2025-12-31T10:00:00.000Z');
    expect(day({}, '2025-12-31T10:00:00Z')).toBeUndefined();
  });

  it('move with the clocks of summer', () => {
    const york = { hours: 'mon-fri 09:30-16:00', zone: 'America/New_York' } as const;
    expect(day(york, '2025-03-07T15:00:00Z')?.[0]).toBe('2025-03-07T14:30:00.000Z');
    expect(day(york, '2025-03-10T15:00:00Z')?.[0]).toBe('2025-03-10T13:30:00.000Z');
    expect(day(york, '2025-11-03T15:00:00Z')?.[0]).toBe('2025-11-03T14:30:00.000Z');
  });

  it('may run over midnight, and belong to the day on which they open', () => {
    const night = {
      hours: 'sun-thu 18:00-17:00',
      zone: 'America/Chicago',
      holidays: ['2025-01-06'],
    } as const;
    const session = ['2025-01-06T00:00:00.000Z', '2025-01-06T23:00:00.000Z'];
    expect(day(night, '2025-01-06T05:00:00Z')).toEqual(session);
    expect(day(night, '2025-01-06T22:59:59Z')).toEqual(session);
    expect(day(night, '2025-01-06T23:30:00Z')).toBeUndefined();
    expect(day(night, '2025-01-07T12:00:00Z')).toBeUndefined();
    expect(day({ ...night, holidays: [], halfDays: ['2025-01-06 02:00'] }, '2025-01-07T07:59:00Z')?.[1]).toBe(
      '2025-01-07T08:00:00.000Z',
    );
  });

  it('of the whole day, every day, never close between two sessions', () => {
    const always = { hours: 'mon-sun 00:00-24:00', zone: 'UTC', holidays: [] } as const;
    expect(day(always, '2025-02-28T23:59:59Z')?.[1]).toBe('2025-03-01T00:00:00.000Z');
    expect(day(always, '2025-03-01T00:00:00Z')?.[0]).toBe('2025-03-01T00:00:00.000Z');
  });

  const unreadable = expect.objectContaining({ code: 'BOTRC_CALENDAR_FORMAT' }) as Error;
  it.each([
    { hours: '10:00-18:00' },
    { hours: 'fri-xyz 10:00-18:00' },
    { hours: 'mon-fri 10:60-18:00' },
    { hours: 'mon-fri 10:00-24:01' },
    { holidays: ['2025-02-29'] },
    { holidays: ['1.1.2025'] },
    { halfDays: ['2025-12-31'] },
    { zone: 'Mars/Olympus' as ZoneName },
  ])('%o cannot be read', (part) => {
    expect(() => createCalendar({ ...moscow, ...part })).toThrow(unreadable);
  });

  it('know leap years', () => {
    const leap = { hours: 'mon-sun 00:00-24:00', zone: 'UTC', holidays: ['2024-02-29'] } as const;
    expect(day(leap, '2024-02-29T12:00:00Z')).toBeUndefined();
    expect(day(leap, '2024-02-28T12:00:00Z')).toBeDefined();
    expect(day(leap, '2024-03-01T12:00:00Z')).toBeDefined();
  });
});
