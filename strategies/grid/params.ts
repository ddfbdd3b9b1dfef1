import { INTERVALS } from '@botrc/sdk';
import { z } from 'zod';

/** What a profile may set. */
export const params = z
  .object({
    interval: z.enum(INTERVALS).default('1m').describe('Bars by which it looks around where no ticker comes'),
    direction: z
      .enum(['long', 'short'])
      .default('long')
      .describe('long: buys below the centre and sells above; short: the other way round'),
    kind: z
      .enum(['arithmetic', 'geometric'])
      .default('geometric')
      .describe('Levels at equal differences, or at equal ratios'),
    spacing: z
      .number()
      .min(0.0001)
      .max(0.2)
      .default(0.003)
      .describe('Distance of two levels as a fraction of the price (0.003: 0.3 %)'),
    levels: z
      .int()
      .min(1)
      .max(50)
      .default(8)
      .describe('Levels that may be held at once: the limit of the inventory'),
    orderValue: z.number().positive().default(100).describe('Value of one level in the quote currency'),
    resting: z
      .int()
      .min(1)
      .max(10)
      .default(3)
      .describe('Orders that rest on each side at once, the nearest ones'),
    stopSteps: z
      .number()
      .min(0.1)
      .max(50)
      .default(2)
      .describe('Distance of the stop beyond the last level, in levels'),
    recentreSteps: z
      .number()
      .min(1)
      .max(50)
      .default(2)
      .describe('How far the price goes from the centre, in levels, before an empty grid follows it'),
    restMinutes: z.int().min(0).max(10_080).default(60).describe('Pause after the stop was hit'),
    paceMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(1100)
      .describe('Least time between two entries, above risk.doubleSendMs; 0: all at once'),
  })
  .refine(
    ({ kind, levels, stopSteps, spacing }) => kind === 'geometric' || (levels + stopSteps) * spacing < 0.9,
    {
      path: ['spacing'],
      error: 'an arithmetic grid must end above zero: fewer levels, or closer ones',
    },
  );

export type Params = z.output<typeof params>;
