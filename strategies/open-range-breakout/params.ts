import { BotrcError, createCalendar, INTERVALS, intervalMs, ZONES, type ZoneName } from '@botrc/sdk';
import { z } from 'zod';

const zones = Object.keys(ZONES) as [ZoneName, ...ZoneName[]];

const session = z
  .object({
    hours: z
      .string()
      .default('mon-sun 00:00-24:00')
      .describe('Days and hours of the session in its zone, as mon-fri 10:00-18:45'),
    zone: z.enum(zones).default('UTC').describe('Time zone of the hours'),
    holidays: z.array(z.string()).default([]).describe('Days without a session, as 2025-01-01'),
    halfDays: z.array(z.string()).default([]).describe('Days that close early, as 2025-12-31 13:00'),
  })
  .superRefine((hours, issues) => {
    try {
      createCalendar(hours);
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      issues.addIssue({ code: 'custom', message: `${error.detail.found}: ${error.detail.mend}` });
    }
  });

/** What a profile may set. */
export const params = z
  .object({
    interval: z.enum(INTERVALS).default('5m').describe('Length of the bars it looks at'),
    session: session.prefault({}).describe('When the market is open'),
    rangeMinutes: z.int().min(1).max(720).default(30).describe('Length of the opening range in minutes'),
    breakoutMult: z
      .number()
      .min(0)
      .max(10)
      .default(0.1)
      .describe('How far beyond the range a close must be, in heights of the range'),
    targetR: z
      .number()
      .min(0)
      .max(50)
      .default(2)
      .describe('Target distance in stop distances; 0: none, the session ends it'),
    entriesPerSession: z.int().min(1).max(10).default(1).describe('Entries in one session, of either side'),
    noEntryMinutes: z
      .int()
      .min(0)
      .max(1440)
      .default(60)
      .describe('No entry in the last minutes of a session'),
    flatMinutes: z
      .int()
      .min(0)
      .max(240)
      .default(5)
      .describe('Closed so many minutes before the session closes'),
  })
  .refine(({ interval, rangeMinutes }) => (rangeMinutes * 60_000) % intervalMs(interval) === 0, {
    path: ['rangeMinutes'],
    error: 'rangeMinutes must be a whole number of bars',
  });
