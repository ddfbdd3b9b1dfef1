import { z } from 'zod';

const theta = z.number().min(0).max(5);

const target = z.object({
  r: z.number().positive().max(20).describe('Distance from the entry in stop distances'),
  fraction: z.number().positive().max(1).describe('Part of the position that leaves here'),
});

/** What a profile may set. */
export const params = z
  .object({
    window: z.int().min(2).max(500).default(20).describe('5-minute bars in the rolling VWAP'),
    atr: z
      .int()
      .min(2)
      .max(250)
      .default(14)
      .describe('5-minute bars in the average true range (exponential)'),
    trendFast: z
      .int()
      .min(2)
      .max(100)
      .default(20)
      .describe('15-minute bars in the fast average of the trend'),
    trendSlow: z
      .int()
      .min(3)
      .max(160)
      .default(50)
      .describe('15-minute bars in the slow average of the trend'),
    theta: theta.default(0.35).describe('Sigmas from the VWAP, for hours without one of their own'),
    thetaByHour: z
      .array(theta.nullable())
      .max(24)
      .default([])
      .describe('Theta of each UTC hour from 0 on, as a calibration found it; null: no entry in that hour'),
    depth: z.int().min(1).max(50).default(10).describe('Book levels of each side in the imbalance'),
    minImbalance: z.number().min(0).max(1).default(0.1).describe('Least imbalance on the side of the entry'),
    maxSpreadBps: z
      .number()
      .positive()
      .max(1000)
      .default(5)
      .describe('Widest spread, in basis points of the price'),
    fundingMinutes: z
      .number()
      .min(0)
      .max(480)
      .default(15)
      .describe('No entry when the next funding is nearer'),
    stopAtr: z.number().positive().max(20).default(1.5).describe('Stop distance in average true ranges'),
    targets: z
      .array(target)
      .min(1)
      .max(3)
      .default([
        { r: 1, fraction: 0.5 },
        { r: 2, fraction: 0.3 },
        { r: 3, fraction: 0.2 },
      ])
      .describe('Where the profit is taken, in order of distance: TP1 to TP3'),
    riskR: z
      .number()
      .positive()
      .max(10)
      .default(1)
      .describe("Risk of an entry, in the profile's risk per trade"),
    priorTrades: z
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .describe('Trades that the first estimate of the chance weighs'),
    minProbability: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Least estimated chance of the first target'),
    maxAgeMs: z
      .int()
      .min(1)
      .max(60_000)
      .default(5000)
      .describe('Age in ms after which a bar or a signal is no news'),
  })
  .refine(({ trendFast, trendSlow }) => trendFast < trendSlow, {
    path: ['trendFast'],
    error: 'trendFast must be less than trendSlow',
  })
  .refine(({ targets }) => targets.every((t, i) => i === 0 || t.r >= (targets[i - 1]?.r ?? 0)), {
    path: ['targets'],
    error: 'targets must be in order of distance',
  })
  .refine(({ targets }) => targets.reduce((sum, t) => sum + t.fraction, 0) <= 1 + 1e-9, {
    path: ['targets'],
    error: 'target fractions must not be more than 1 together',
  });

export type Params = z.output<typeof params>;
