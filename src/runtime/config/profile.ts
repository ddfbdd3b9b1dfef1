import type { AlertLevel, MarginMode, PluginKind, PositionMode } from '../../sdk/index.ts';
import type { ResolvedPlugin } from '../plugins/resolved.ts';
import type { RiskTerms, SizingTerms } from './risk-terms.ts';

/** Which ports the runtime brings. */
export type Mode = 'backtest' | 'replay' | 'paper' | 'shadow' | 'live';
/** Where the core with its strategies runs: in the bot's own thread, or in a worker with an empty environment. */
export type HostKind = 'inline' | 'worker';
/** A cash amount as a plain decimal text without superfluous zeros: `10000`, `0.5`. */
export type CashText = string;

/**
 * A profile with everything decided: overrides and bases merged, defaults filled in, plugins found. Plain data.
 * Options hold real secrets: show it through `describeProfile`, never as it is.
 */
export interface ResolvedProfile {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly mode: Mode;
  /** Part of every position's key. */
  readonly account: string;
  readonly positionMode: PositionMode;
  readonly marginMode: MarginMode;
  /** What dollars and coins pegged to them count for where no instrument trades one for the other. Default: 1 each. */
  readonly pegs: Readonly<Record<string, number>>;
  /** Default: the profile's name. */
  readonly seed: string | number;
  readonly exchange: PluginUse<'exchange'>;
  /** At least one, each once. */
  readonly instruments: readonly string[];
  /** At least one. */
  readonly strategies: readonly StrategyUse[];
  readonly paper: PaperTerms;
  readonly sizing: SizingTerms;
  readonly risk: RiskTerms;
  readonly execution: ExecutionTerms;
  readonly envelope: EnvelopeTerms;
  readonly notifiers: readonly NotifierUse[];
  readonly panels: readonly PanelUse[];
  readonly reconcile: ReconcileTerms;
  readonly live: LiveTerms;
  readonly host: HostKind;
  /** IANA name; its midnight is the day's boundary. */
  readonly timeZone: string;
}

/** A plugin that the profile names, found and with the options that it accepted. */
export interface PluginUse<K extends PluginKind = PluginKind> {
  /** As the profile writes it. */
  readonly plugin: string;
  readonly resolved: ResolvedPlugin<K>;
  /** As given: the plugin's own defaults are filled in when it is created. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface StrategyUse {
  /** The owner of what it trades, unique in the profile. */
  readonly name: string;
  readonly plugin: string;
  readonly resolved: ResolvedPlugin<'strategy'>;
  /** Default: all of the profile. */
  readonly instruments: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** Fraction in (0, 1] of riskPerTrade. */
  readonly riskShare: number;
  /** False: it is listed, does not run, and can be started (T-9). */
  readonly enabled: boolean;
}

/** The strategies that run: the others are listed only. */
export function runningStrategies({
  strategies,
}: Pick<ResolvedProfile, 'strategies'>): readonly StrategyUse[] {
  return strategies.filter((strategy) => strategy.enabled);
}

export interface NotifierUse extends PluginUse<'notifier'> {
  /** The least level that it sends. */
  readonly level: AlertLevel;
}

export interface PanelUse {
  /** Unique in the profile. */
  readonly name: string;
  readonly plugin: string;
  readonly resolved: ResolvedPlugin<'panel'>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The simulated account of paper and backtest. */
export interface PaperTerms {
  /** What it starts with. */
  readonly cash: CashText;
  readonly currency: string;
  readonly leverage: number;
  /** Fractions of the traded value; negative is a rebate. */
  readonly fees: { readonly maker: number; readonly taker: number };
  /** What a stop of the bot meant for resting orders: the market went on, or was closed meanwhile. */
  readonly outage: 'catch-up' | 'closed';
  readonly latency: {
    readonly order: LatencyTerms;
    readonly cancel: LatencyTerms;
    readonly data: LatencyTerms;
  };
  /** Added to the price of market orders and triggered stops. */
  readonly slippageTicks: number;
  /** Fractions of the price that market orders pay while it is volatile, and while the book is thin (E-3). */
  readonly extras: { readonly volatile: number; readonly thin: number; readonly depthBelow: CashText };
  readonly partialFills: { readonly probability: number; readonly minFraction: number };
  readonly fillModel: 'book' | 'trades' | 'bars';
  /** 0..1, of what is cancelled at the price of a resting order. */
  readonly cancelsAhead: number;
  readonly barPath: 'pessimistic' | 'low-first' | 'high-first';
}

/** Always so many ms, evenly between two bounds, or lognormal around a median and cut at `maxMs`. */
export type LatencyTerms =
  | number
  | { readonly minMs: number; readonly maxMs: number }
  | { readonly medianMs: number; readonly sigma: number; readonly maxMs: number };

/** How what was decided is carried out; see `ExecutionConfig` of the core. */
export interface ExecutionTerms {
  readonly manual: boolean;
  readonly holdSeconds: number;
  readonly antiChurnMinutes: number;
  readonly partialFills: 'accept' | 'retry';
  readonly minFillRatio: number;
  readonly fullRatio: number;
  readonly breakEven: 'off' | 'visual' | 'full';
}

/** How the account is held against the venue's (E-6). */
export interface ReconcileTerms {
  /** `ask`: an operator decides. `adopt`: the venue's word is taken. `flatten`: what is not ours to hold is closed. */
  readonly policy: 'ask' | 'adopt' | 'flatten';
  readonly everyMs: number;
}

/** What mode `live` asks for before it trades (M-2); the other modes ask for nothing. */
export interface LiveTerms {
  /** Whole days that the same trading ran in shadow mode. */
  readonly shadowDays: number;
  /** The bot whose journal holds them. Default: the bot's own name with `-shadow`. */
  readonly shadow?: string;
  /** Most that this machine's clock may differ from the venue's, in ms. */
  readonly clockMs: number;
  /** Where the venue cannot tell what a key may do, the operator's word is enough. */
  readonly trustKey: boolean;
}

/** The executor's own hard limits, beyond those of the risk rules. */
export interface EnvelopeTerms {
  readonly orderNotional: CashText;
  readonly positionNotional: CashText;
  readonly ordersPerSecond: number;
}
