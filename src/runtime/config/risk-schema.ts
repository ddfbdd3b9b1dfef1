import { z } from 'zod';
import { INTERVALS } from '../../sdk/index.ts';
import { amount } from './amount.ts';
import type { RiskShape, SizingTerms } from './risk-terms.ts';
import { parseHours } from './session-hours.ts';

const fraction = (): z.ZodNumber => z.number().positive().max(1);
const minutes = (): z.ZodNumber => z.number().positive().max(10_080);
const action = z.enum(['alert', 'close']);

/** `sizing` of a profile. */
export const sizingSchema: z.ZodType<SizingTerms> = z
  .strictObject({
    mode: z
      .enum(['risk', 'notional', 'volatility'])
      .default('risk')
      .describe('What a signal is sized by: its stop, one value for all, or how far the price moves.'),
    riskPerTrade: fraction().default(0.005).describe('Fraction of equity lost where a stop is hit: 1 R.'),
    notional: amount('above-zero').exactOptional().describe('Of mode notional: the value of one entry.'),
    volatility: z
      .strictObject({
        interval: z.enum(INTERVALS).default('5m').describe('One that a strategy subscribes to.'),
        bars: z.int().min(1).max(100).default(14),
        multiple: z
          .number()
          .positive()
          .max(100)
          .default(2)
          .describe('Of the mean true range; that loses 1 R.'),
      })
      .exactOptional(),
    maxNotional: amount('above-zero').default('20000').describe('Largest value of one entry.'),
    leverage: z.int().min(1).max(200).default(10),
    minFree: amount('zero').default('200').describe('No entry while free cash is below it.'),
  })
  .refine(({ mode, notional }) => mode !== 'notional' || notional !== undefined, {
    error: 'mode notional needs a notional',
    path: ['notional'],
  });

const hours = z.string().refine((text) => parseHours(text) !== undefined, {
  error: 'days and hours such as "mon-fri 09:00-18:45"',
});

/** `risk` of a profile: a rule that has no default is off where it is not named. */
export const riskSchema: z.ZodType<RiskShape> = z.strictObject({
  dailyLoss: z
    .strictObject({
      fraction: fraction().default(0.02).describe("Fraction of the day's first equity."),
      cash: amount('above-zero').exactOptional().describe('In cash; the tightest counts.'),
      r: z.number().positive().max(1000).exactOptional().describe('In R; the tightest counts.'),
    })
    .prefault({}),
  drawdown: z
    .strictObject({
      fraction: fraction().default(0.25).describe('Of the peak of equity; no entries beyond it.'),
      days: z.int().min(1).max(365).default(3).describe('Beyond it on so many days in a row: kill.'),
    })
    .prefault({}),
  onKill: z
    .enum(['cancel', 'flatten'])
    .default('cancel')
    .describe('What an automatic kill does about what is open; stops stay with cancel.'),
  lossStreak: z
    .strictObject({
      trades: z.int().min(1).max(100).default(3).describe('Losing trades in a row.'),
      cooldownMinutes: minutes().default(60),
    })
    .exactOptional(),
  expectancy: z
    .strictObject({
      r: z.number().min(-100).max(100).default(-0.1).describe('Alerts below it; mean R after costs.'),
      trades: z.int().min(1).max(200).default(30).describe('The newest so many.'),
    })
    .prefault({}),
  maxPosition: z
    .strictObject({
      notional: amount('above-zero').default('20000').describe('Largest value per instrument.'),
    })
    .prefault({}),
  maxOpenOrders: z.int().min(1).max(10_000).default(10),
  maxPositions: z.int().min(1).max(10_000).default(3),
  maxPositionsPerBase: z.int().min(1).max(10_000).default(2).describe('Of one base asset.'),
  totalRisk: z
    .strictObject({
      cash: amount('above-zero').default('250').describe('Lost where every stop is hit.'),
      r: z.number().positive().max(1000).exactOptional().describe('The same in R; the tighter counts.'),
    })
    .exactOptional(),
  forbidFlip: z.boolean().default(true).describe('A position is closed before the opposite one is opened.'),
  doubleSendMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(1000)
    .describe('A repeated entry within it is refused; ms.'),
  unprotectedSeconds: z
    .number()
    .positive()
    .max(3600)
    .default(5)
    .describe('A filled entry without a confirmed stop for so long is flattened.'),
  fundingExit: z
    .strictObject({
      minutes: minutes().default(10).describe('Before funding.'),
      r: z.number().min(-100).max(100).default(0.3).describe('With less unrealized than that.'),
      action: action.default('alert'),
    })
    .exactOptional(),
  liquidation: z
    .strictObject({
      multiplier: z
        .number()
        .min(1)
        .max(100)
        .default(1.5)
        .describe('Liquidation is at least so many times as far away as the stop.'),
      action: action.default('alert').describe('About a position that comes too near.'),
    })
    .prefault({}),
  liquidity: z
    .strictObject({
      withinBps: z.number().positive().max(10_000).default(10).describe('Of the best price of the side.'),
      depth: amount('zero').default('0').describe('Least value there.'),
      cover: z.number().min(0).max(10_000).default(1.5).describe('Least multiple of the order.'),
      maxSpreadBps: z.number().positive().max(10_000).exactOptional(),
      unknown: z.enum(['deny', 'allow']).default('deny').describe('While no book is known.'),
    })
    .exactOptional(),
  rotation: z
    .strictObject({
      keep: z.int().min(1).max(1000).default(5).describe('Instruments that take entries.'),
      everyMinutes: z.number().min(1).max(10_080).default(60).describe('Between two rankings.'),
    })
    .exactOptional()
    .describe('Entries only in the best instruments by liquidity and spread.'),
  session: z
    .strictObject({
      hours: z.array(hours).min(1).exactOptional().describe('In the time zone of the profile.'),
      noEntriesMinutes: z.number().min(0).max(1440).default(30).describe('Before the close.'),
      flatMinutes: z.number().min(0).max(1440).default(10).describe('Before the close.'),
    })
    .exactOptional(),
  backpressure: z
    .enum(['halt', 'degrade'])
    .default('degrade')
    .describe('After an overload entries wait for an operator, or for fresh data.'),
  resources: z
    .strictObject({
      lagMs: z.number().positive().max(60_000).default(250).describe('How late the event loop may be.'),
      cpu: z.number().positive().max(64).default(0.9).describe('Fraction of one core.'),
      memoryMb: z.int().min(64).max(1_048_576).default(1024).describe('Resident.'),
      seconds: z.number().positive().max(3600).default(5).describe('Beyond a limit for so long: no entries.'),
    })
    .exactOptional(),
  rules: z
    .array(
      z.strictObject({
        plugin: z.string().min(1).max(300).describe('Short name, package name, or path of a file or folder.'),
        params: z.record(z.string(), z.unknown()).default({}).describe('`bot plugins info` lists them.'),
      }),
    )
    .max(20)
    .default([])
    .describe('Risk rules of plugins, in the order in which they are asked.'),
  failSafe: z
    .strictObject({
      cooldownMinutes: minutes().default(30).describe('Only what reduces is sent for so long.'),
    })
    .exactOptional(),
});
