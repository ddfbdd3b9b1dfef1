import { z } from 'zod';
import type { LISTINGS } from './listings.ts';

/** Demo milliseconds a step may have: each divides a minute, so that every bar closes on a step. */
const TICKS = [
  100, 200, 250, 500, 1000, 2000, 3000, 5000, 6000, 10_000, 12_000, 15_000, 20_000, 30_000, 60_000,
] as const;
/** Steps per wall second that the default aims at. */
const STEPS_PER_SECOND = 60;

/** What a profile may say under `exchange.options`, defaults filled in. */
export interface DemoOptions {
  readonly seed: number | string;
  readonly speed: number;
  readonly tickMs?: (typeof TICKS)[number] | undefined;
  readonly instruments: readonly (keyof typeof LISTINGS)[];
}

export const options: z.ZodType<DemoOptions> = z.strictObject({
  seed: z
    .union([z.int(), z.string().min(1).max(100)])
    .default(7)
    .describe('Equal seeds give equal markets.'),
  speed: z
    .int()
    .min(1)
    .max(1000)
    .default(60)
    .describe('Demo seconds per wall second; at 60 a one-minute bar closes every second.'),
  tickMs: z
    .literal(TICKS)
    .optional()
    .describe(
      'Demo milliseconds between two changes of the market. Default: about 60 changes a wall second.',
    ),
  instruments: z
    .array(z.enum(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']))
    .min(1)
    .default(['BTCUSDT', 'ETHUSDT', 'SOLUSDT'])
    .describe('What the market lists.'),
});

/** The step in demo ms: as told, else the shortest that keeps to about 60 steps a wall second, at least 250. */
export function stepOf(given: Pick<DemoOptions, 'speed' | 'tickMs'>): number {
  if (given.tickMs !== undefined) return given.tickMs;
  const wanted = Math.max(250, (given.speed * 1000) / STEPS_PER_SECOND);
  return TICKS.find((tick) => tick >= wanted) ?? 60_000;
}
