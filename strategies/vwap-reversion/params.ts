import { BotrcError, createCalendar, INTERVALS, ZONES, type ZoneName } from '@botrc/sdk';
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
    interval: z.enum(INTERVALS).default('1m').describe('Length of the bars it looks at'),
    window: z.int().min(2).max(500).default(20).describe('Bars in the rolling VWAP'),
    atr: z.int().min(2).max(250).default(14).describe('Bars in the average true range (exponential)'),
    k: z
      .number()
      .positive()
      .max(20)
      .default(1.2)
      .describe('How far is far: average true ranges from the VWAP'),
    stopAtr: z.number().positive().max(20).default(1.5).describe('Stop distance in average true ranges'),
    anchor: z
      .enum(['rolling', 'session'])
      .default('rolling')
      .describe('The VWAP: of the last `window` bars, or since the session opened'),
    session: session.optional().describe('When the market is open; without it, always'),
    noEntryMinutes: z
      .int()
      .min(0)
      .max(1440)
      .default(30)
      .describe('No entry in the last minutes of a session'),
    flatMinutes: z
      .int()
      .min(0)
      .max(240)
      .default(5)
      .describe('Closed so many minutes before the session closes'),
  })
  .refine(({ anchor, session }) => anchor === 'rolling' || session !== undefined, {
    path: ['session'],
    error: 'a VWAP of the session needs the hours of one',
  });
