import { z } from 'zod';
import type { AlertLevel } from '../../sdk/index.ts';
import { amount } from './amount.ts';
import { paper } from './paper-schema.ts';
import type { ResolvedProfile } from './profile.ts';
import { riskSchema, sizingSchema } from './risk-schema.ts';
import type { RiskShape } from './risk-terms.ts';
import { isTimeZone } from './time-zone.ts';

/** A profile file with its defaults, before its plugins are looked for. */
export interface ProfileShape
  extends Omit<
    ResolvedProfile,
    'name' | 'seed' | 'exchange' | 'strategies' | 'notifiers' | 'panels' | 'risk'
  > {
  readonly extends?: string;
  readonly seed?: string | number;
  readonly exchange: PluginShape;
  readonly risk: RiskShape;
  readonly strategies: readonly StrategyShape[];
  readonly notifiers: readonly (PluginShape & { readonly level: AlertLevel })[];
  readonly panels: readonly { readonly plugin: string; readonly params: PluginShape['options'] }[];
}
export interface PluginShape {
  readonly plugin: string;
  readonly options: Readonly<Record<string, unknown>>;
}
export interface StrategyShape {
  readonly name?: string;
  readonly plugin: string;
  readonly instruments?: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly riskShare: number;
  readonly enabled: boolean;
}

const fraction = (): z.ZodNumber => z.number().positive().max(1);

const slug = z
  .string()
  .regex(/^[a-z0-9-]{1,24}$/, { error: 'a name of a-z, 0-9 and "-", at most 24 characters' });
const instrument = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,39}$/, { error: "the venue's symbol, such as BTCUSDT" });
const instruments = z
  .array(instrument)
  .min(1)
  .refine((list) => new Set(list).size === list.length, { error: 'each instrument once' });
const pluginRef = z
  .string()
  .min(1)
  .max(300)
  .describe('Short name (ema-cross), package name, or path of a file or folder.');
const options = z.record(z.string(), z.unknown()).default({});

const strategy = z.strictObject({
  name: slug
    .refine((name) => name !== 'operator' && name !== 'external', {
      error: 'another name: this one is reserved',
    })
    .exactOptional()
    .describe('Owner of its orders, unique in the profile. Default: the short name of the plugin.'),
  plugin: pluginRef,
  instruments: instruments.exactOptional().describe('Default: all of the profile.'),
  params: options.describe("The strategy's parameters; `bot plugins info` lists them."),
  riskShare: fraction().default(1).describe('Fraction of sizing.riskPerTrade, in (0, 1].'),
  enabled: z
    .boolean()
    .default(true)
    .describe('False: it is listed and does not run, until `bot strategies start`.'),
});

const execution = z.strictObject({
  manual: z.boolean().default(false).describe('A signal waits until the operator confirms it.'),
  holdSeconds: z
    .number()
    .min(0)
    .max(604_800)
    .default(0)
    .describe('The least life of a signal that waits; 0: its own validity, mostly 5 s.'),
  antiChurnMinutes: z
    .number()
    .min(0)
    .max(10_080)
    .default(15)
    .describe('After an entry the next signal of its instrument and side waits so long.'),
  partialFills: z
    .enum(['accept', 'retry'])
    .default('accept')
    .describe('Of an entry that is filled in part: keep what there is, or send the rest once more.'),
  minFillRatio: fraction().default(0.5).describe('Below it an entry is reported as under-filled.'),
  fullRatio: fraction().default(0.95).describe('From it an entry counts as filled.'),
  breakEven: z
    .enum(['off', 'visual', 'full'])
    .default('off')
    .describe(
      'After the first target or +1 R: the stop moves to the entry (full), or it is only told (visual).',
    ),
});

const envelope = z.strictObject({
  orderNotional: amount('above-zero').default('25000').describe('Largest value of one order.'),
  positionNotional: amount('above-zero').default('50000').describe('Largest value of one position.'),
  ordersPerSecond: z.int().min(1).max(1000).default(10),
});

const live = z.strictObject({
  shadowDays: z.int().min(1).max(3650).default(30).describe('Days of record in shadow mode that live needs.'),
  shadow: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/, { error: 'the name of a bot' })
    .exactOptional()
    .describe("Bot whose journal holds that record. Default: the bot's own name with -shadow."),
  clockMs: z
    .int()
    .min(1)
    .max(1000)
    .default(1000)
    .describe("Most that this machine's clock may differ from the venue's, in ms."),
  trustKey: z
    .boolean()
    .default(false)
    .describe('Where a venue cannot tell what a key may do: you made sure that it may not withdraw.'),
});

const notifier = z.strictObject({
  plugin: pluginRef,
  options,
  level: z.enum(['info', 'warning', 'critical']).default('warning').describe('The least level that is sent.'),
});

const panel = z.strictObject({
  plugin: pluginRef,
  params: options.describe("The panel's parameters; `bot plugins info` lists them."),
});

/** A profile file. Strict: a key that is not here is refused. */
export const profileSchema: z.ZodType<ProfileShape> = z.strictObject({
  description: z.string().max(200).default('').describe('One line.'),
  extends: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Name or path of the profile that this one is laid over.'),
  mode: z.enum(['backtest', 'replay', 'paper', 'shadow', 'live']).default('paper'),
  account: slug.default('main'),
  positionMode: z
    .enum(['one-way', 'hedge'])
    .default('one-way')
    .describe('One net position per instrument, or a long and a short one beside each other.'),
  marginMode: z
    .enum(['cross', 'isolated'])
    .default('cross')
    .describe('What stands behind a position: the whole wallet, or its own margin alone.'),
  pegs: z
    .partialRecord(z.enum(['USD', 'USDT', 'USDC']), z.number().positive().max(10))
    .default({})
    .describe('What each counts for, in dollars, where no instrument of the profile trades it. Default: 1.'),
  seed: z
    .union([z.int(), z.string().min(1).max(100)], { error: 'a whole number or text' })
    .exactOptional()
    .describe("Of everything random. Default: the profile's name."),
  exchange: z.strictObject({ plugin: pluginRef, options }),
  instruments,
  strategies: z.array(strategy).min(1),
  paper: paper.prefault({}),
  sizing: sizingSchema.prefault({}),
  risk: riskSchema.prefault({}),
  execution: execution.prefault({}),
  envelope: envelope.prefault({}),
  notifiers: z.array(notifier).default([]),
  panels: z.array(panel).max(8).default([]).describe('Panels of plugins, on screen 8 of the terminal UI.'),
  reconcile: z
    .strictObject({
      policy: z
        .enum(['ask', 'adopt', 'flatten'])
        .default('ask')
        .describe(
          'What becomes of a difference from the venue: you decide (ask), its word is taken (adopt), or it is closed.',
        ),
      everyMs: z
        .int()
        .min(10_000)
        .max(86_400_000)
        .default(300_000)
        .describe('Between two comparisons of the account with the venue, in ms.'),
    })
    .prefault({}),
  live: live.prefault({}),
  host: z
    .enum(['inline', 'worker'])
    .default('worker')
    .describe('Where core and strategies run: in the thread of the bot, or in a worker of their own.'),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'a time zone such as UTC or Europe/Berlin' })
    .default('UTC')
    .describe('Its midnight is the boundary of the day.'),
});
