import { createHash } from 'node:crypto';
import { encode } from '../core/codec.ts';
import type { CoreConfig, StrategyConfig } from '../core/config.ts';
import {
  CASH_SCALE,
  type Capabilities,
  type Cash,
  type Instrument,
  type InstrumentId,
  type Ms,
  parseBig,
  rateFromFraction,
} from '../sdk/index.ts';
import {
  type LoadedProfile,
  type ResolvedProfile,
  runningStrategies,
  type StrategyUse,
} from './config/index.ts';
import type { EnvelopeLimits } from './effects/envelope.ts';
import { codeHash } from './plugins/code-hash.ts';
import type { PluginInspector } from './plugins/inspector.ts';
import { riskConfig, sizingConfig } from './risk-config.ts';
import { zoneOffsets } from './zone.ts';

export interface ConfigSources {
  readonly profile: LoadedProfile;
  readonly run: string;
  readonly bot: string;
  readonly nowMs: Ms;
  /** Those of the profile, and those of other profiles that something is still open in. */
  readonly wanted: readonly InstrumentId[];
  /** The wanted ones that the venue lists. */
  readonly instruments: readonly Instrument[];
  /** Of the exchange that orders go to. */
  readonly capabilities: Capabilities;
  /** Strategies that were stopped by name and stay so. @default none: all begin afresh */
  readonly staysStopped?: readonly string[];
  /** Asks the strategies what they want. */
  readonly inspector: PluginInspector;
}

/**
 * The profile as the core wants it. Strategies are asked, in a thread of their own, what they subscribe to.
 * @throws BotrcError: what a strategy's module or parameters are refused for.
 */
export async function coreConfig(sources: ConfigSources): Promise<CoreConfig> {
  const { profile, instruments } = sources;
  const listed = new Set(instruments.map((instrument) => instrument.id));
  const { execution } = profile;
  return {
    run: sources.run,
    bot: sources.bot,
    profile: profile.name,
    profileFile: profile.files[0] ?? profile.name,
    mode: profile.mode,
    account: profile.account,
    positionMode: profile.positionMode,
    marginMode: profile.marginMode,
    currency: profile.paper.currency,
    ...pegsOf(profile),
    seed: String(profile.seed),
    instruments: sources.wanted.filter((id) => listed.has(id)),
    strategies: await Promise.all(runningStrategies(profile).map((use) => strategyConfig(use, sources))),
    sizing: sizingConfig(profile.sizing),
    risk: { ...riskConfig(profile.risk), ...(await ruleConfigs(profile)) },
    execution: {
      manual: execution.manual,
      holdMs: Math.round(execution.holdSeconds * 1000),
      antiChurnMs: Math.round(execution.antiChurnMinutes * 60_000),
      partialFills: execution.partialFills,
      minFillRatio: rateFromFraction(execution.minFillRatio),
      fullRatio: rateFromFraction(execution.fullRatio),
      breakEven: execution.breakEven,
      trailing: sources.capabilities.missing['trailing-stop'] === undefined ? 'venue' : 'core',
    },
    zone: zoneOffsets(profile.timeZone, sources.nowMs),
    awaitsAccount: true,
    ...editsOf(sources),
  };
}

/** Nothing where nothing was changed at run time, so that the configuration stays as it was. */
function editsOf({ profile, staysStopped = [] }: ConfigSources): Pick<CoreConfig, 'edits' | 'staysStopped'> {
  return {
    ...(profile.edits.length > 0 && { edits: profile.edits }),
    ...(staysStopped.length > 0 && { staysStopped }),
  };
}

/** Nothing where the profile names none, so that its configuration stays as it was. */
function pegsOf({ pegs }: LoadedProfile): Pick<CoreConfig, 'pegs'> {
  const rates = Object.entries(pegs).map(([coin, worth]) => [coin, rateFromFraction(worth)] as const);
  return rates.length === 0 ? {} : { pegs: Object.fromEntries(rates) };
}

/** Nothing where the profile names none, so that its configuration stays as it was. */
async function ruleConfigs(profile: LoadedProfile): Promise<Pick<CoreConfig['risk'], 'rules'>> {
  if (profile.risk.rules.length === 0) return {};
  const rules = profile.risk.rules.map(async ({ resolved, params }, i) => {
    const meta = profile.descriptions.get(`risk.rules.${i}`)?.meta;
    return {
      name: meta?.name ?? resolved.name,
      version: meta?.version ?? '',
      codeHash: createHash('sha256')
        .update(await codeHash(resolved))
        .update(encode(params))
        .digest('hex'),
      params,
      module: resolved,
    };
  });
  return { rules: await Promise.all(rules) };
}

async function strategyConfig(use: StrategyUse, sources: ConfigSources): Promise<StrategyConfig> {
  const instruments = sources.instruments.filter((instrument) => use.instruments.includes(instrument.id));
  const plan = await sources.inspector.planStrategy(use.resolved, use.params, {
    owner: use.name,
    instruments,
  });
  const hash = createHash('sha256')
    .update(await codeHash(use.resolved))
    .update(encode(use.params));
  return {
    owner: use.name,
    plugin: use.plugin,
    version: plan.version,
    codeHash: hash.digest('hex'),
    params: use.params,
    instruments: instruments.map((instrument) => instrument.id),
    subscriptions: plan.subscriptions,
    warmup: plan.warmup,
    riskShare: rateFromFraction(use.riskShare),
  };
}

export function configHash(config: CoreConfig): string {
  return createHash('sha256').update(encode(config)).digest('hex');
}

export function envelopeLimits(profile: ResolvedProfile): EnvelopeLimits {
  return {
    instruments: profile.instruments,
    orderNotional: cash(profile.envelope.orderNotional),
    positionNotional: cash(profile.envelope.positionNotional),
    ordersPerSecond: profile.envelope.ordersPerSecond,
  };
}

function cash(text: string): Cash {
  return parseBig(text, CASH_SCALE);
}
