import type { Cash, Currency, InstrumentId, Interval, Ms, Owner, Rate, Subscription } from '../sdk/index.ts';

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
  readonly seed: string;
  readonly instruments: readonly InstrumentId[];
  readonly strategies: readonly StrategyConfig[];
  readonly sizing: SizingConfig;
  readonly risk: RiskConfig;
  /**
   * The profile's time zone as [from, offset] pairs in ms, ascending: local time is UTC + offset from `from` on.
   * The core has no calendar of its own.
   */
  readonly zone: readonly (readonly [Ms, Ms])[];
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

export interface SizingConfig {
  /** Fraction of equity lost at 1 R, as a Rate. */
  readonly riskPerTrade: Rate;
  /** Largest entry value. */
  readonly maxNotional: Cash;
  readonly leverage: number;
  /** No entry while free cash is below it. */
  readonly minFree: Cash;
}

export interface RiskConfig {
  /** Loss since the day's first equity that halts entries: the tighter of the two. */
  readonly dailyLoss: { readonly fraction: Rate; readonly cash?: Cash };
  /** Largest |position| value per instrument, working and unknown orders counted at their worst. */
  readonly maxPosition: Cash;
  readonly maxPositions: number;
  readonly maxOpenOrders: number;
  readonly forbidFlip: boolean;
  /** A second entry of one owner, instrument and side within it is refused. */
  readonly doubleSendMs: Ms;
  /** A filled entry without a confirmed stop for so long is flattened. */
  readonly unprotectedMs: Ms;
}
