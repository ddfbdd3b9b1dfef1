import { z } from 'zod';
import { amount } from './amount.ts';
import type { PaperTerms } from './profile.ts';

/** A fee as a fraction of the traded value. */
const fee = (): z.ZodNumber => z.number().min(-0.01).max(0.05);
const share = (): z.ZodNumber => z.number().min(0).max(1);
const ms = (): z.ZodInt => z.int().min(0).max(60_000);

const span = z
  .union(
    [
      ms(),
      z.strictObject({ minMs: ms(), maxMs: ms() }).refine((given) => given.minMs <= given.maxMs, {
        error: 'minMs must not be above maxMs',
      }),
      z
        .strictObject({ medianMs: ms(), sigma: z.number().min(0).max(3), maxMs: ms().default(60_000) })
        .refine((given) => given.medianMs <= given.maxMs, { error: 'medianMs must not be above maxMs' }),
    ],
    { error: 'milliseconds, { minMs, maxMs }, or { medianMs, sigma, maxMs }' },
  )
  .describe('In ms: always so much, evenly between two bounds, or lognormal around a median.');

/** The simulated account of paper and backtest: see docs/simulation.md. */
export const paper: z.ZodType<PaperTerms> = z.strictObject({
  cash: amount('above-zero').default('10000').describe('What the account starts with.'),
  currency: z
    .string()
    .regex(/^[A-Z0-9]{2,10}$/, { error: 'a currency code such as USDT' })
    .default('USDT'),
  leverage: z.int().min(1).max(200).default(10),
  fees: z
    .strictObject({
      maker: fee().default(0.0002).describe('Fraction of the traded value; negative is a rebate.'),
      taker: fee().default(0.00055).describe('Fraction of the traded value.'),
    })
    .prefault({}),
  outage: z
    .enum(['catch-up', 'closed'])
    .default('closed')
    .describe('While the bot was down: the market went on (catch-up), or was closed.'),
  latency: z
    .strictObject({
      order: span.default({ minMs: 50, maxMs: 75 }),
      cancel: span.default({ minMs: 50, maxMs: 75 }),
      data: span.default(0),
    })
    .prefault({})
    .describe('Of orders and amends, of cancels, and of all that the venue tells.'),
  slippageTicks: z
    .int()
    .min(0)
    .max(10_000)
    .default(1)
    .describe('Added to market orders and triggered stops.'),
  extras: z
    .strictObject({
      volatile: share().default(0.0015).describe('While the ATR is above its 80th percentile.'),
      thin: share().default(0.0025).describe('While the book displays less than depthBelow within 1 %.'),
      depthBelow: amount('zero').default('1000000'),
    })
    .prefault({})
    .describe('Fractions of the price that market orders pay on top (E-3).'),
  partialFills: z
    .strictObject({
      probability: share().default(0.2).describe('Of a resting order to get only a part of its turn.'),
      minFraction: share().default(0.3).describe('The least part.'),
    })
    .prefault({}),
  fillModel: z
    .enum(['book', 'trades', 'bars'])
    .default('book')
    .describe('What orders are matched against; book: bars until a book was seen.'),
  cancelsAhead: share()
    .default(0)
    .describe('Of what is cancelled at the price of a resting order, the part before it in the queue.'),
  barPath: z
    .enum(['pessimistic', 'low-first', 'high-first'])
    .default('pessimistic')
    .describe('Which extreme of a bar comes first; pessimistic: against what is held.'),
});
