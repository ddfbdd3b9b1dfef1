import type {
  BreakEven,
  Currency,
  InstrumentId,
  Interval,
  MarginMode,
  Ms,
  Owner,
  PositionMode,
  Rate,
  Subscription,
} from '../sdk/index.ts';
import type { RiskConfig, SizingConfig } from './risk/config.ts';

/** All that the core runs under. Plain data: it is part of the `config` event, so a replay has it too. */
export interface CoreConfig {
  /** Unique per start; part of every client order id. [a-z0-9]{1,16} */
  readonly run: string;
  readonly bot: string;
  readonly profile: string;
  /** Where it is written: what a restart resolves again. */
  readonly profileFile: string;
  readonly mode: string;
  readonly account: string;
  /** Equity, limits and reports are in it. */
  readonly currency: Currency;
  /** What a dollar, or a coin pegged to one, counts for where no instrument says. Absent: 1. */
  readonly pegs?: Readonly<Record<Currency, Rate>>;
  /** One net position per instrument and owner, or a long and a short leg. Default: one-way. */
  readonly positionMode?: PositionMode;
  /** What stands behind a position. Default: cross. */
  readonly marginMode?: MarginMode;
  readonly seed: string;
  readonly instruments: readonly InstrumentId[];
  readonly strategies: readonly StrategyConfig[];
  readonly sizing: SizingConfig;
  readonly risk: RiskConfig;
  readonly execution: ExecutionConfig;
  /**
   * The profile's time zone as [from, offset] pairs in ms, ascending: local time is UTC + offset from `from` on.
   * The core has no calendar of its own.
   */
  readonly zone: readonly (readonly [Ms, Ms])[];
  /** A start sends nothing before its account was compared with the venue (E-6). Default: false. */
  readonly awaitsAccount?: boolean;
  /** What was changed of the profile's strategies at run time (T-9); a restart lays it over the profile again. */
  readonly edits?: readonly StrategyEdit[];
  /** Strategies that were stopped by name before this configuration, and stay so. Absent: all begin afresh. */
  readonly staysStopped?: readonly Owner[];
}

/** One strategy as it differs from what the profile's file says. The newest of a name holds. */
export interface StrategyEdit {
  readonly name: Owner;
  /** It is gone, whatever the file says. */
  readonly removed?: true;
  /** What is set instead of the file's; with `plugin`, of a name that the file does not have, it is a new strategy. */
  readonly set?: StrategyChange;
}

export interface StrategyChange {
  /** Name or absolute path. */
  readonly plugin?: string;
  readonly instruments?: readonly InstrumentId[];
  /** All of them, not only those that change. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Fraction in (0, 1] of riskPerTrade. */
  readonly riskShare?: number;
  /** False: it is listed and does not run. */
  readonly enabled?: boolean;
}

export interface StrategyConfig {
  readonly owner: Owner;
  /** Where a host imports it from; the core itself only shows it. */
  readonly plugin: string;
  readonly version: string;
  /** sha256 of code and parameters: a mind's snapshot fits only an equal one. */
  readonly codeHash: string;
  readonly params: unknown;
  readonly instruments: readonly InstrumentId[];
  readonly subscriptions: readonly Subscription[];
  readonly warmup: Readonly<Partial<Record<Interval, number>>>;
  /** Its share of riskPerTrade. */
  readonly riskShare: Rate;
}

/** How what was decided is carried out. */
export interface ExecutionConfig {
  /** E-7: a signal waits until the operator confirms it. */
  readonly manual: boolean;
  /** The least life of a signal that is held back (R-5, E-7); 0: its own validity alone. */
  readonly holdMs: Ms;
  /** after an entry by signal, the next of its instrument and side waits so long; 0: it does not. */
  readonly antiChurnMs: Ms;
  /** E-2: what is done about an entry by signal that ends with less than `fullRatio` filled. */
  readonly partialFills: 'accept' | 'retry';
  /** Below it an entry counts as under-filled and is reported, as a Rate. */
  readonly minFillRatio: Rate;
  /** From it an entry counts as filled, as a Rate. */
  readonly fullRatio: Rate;
  /** R-7, where the signal does not say. */
  readonly breakEven: BreakEven;
  /** Who moves a trailing stop: the venue, where it can. */
  readonly trailing: 'venue' | 'core';
}
