import type { Interval } from '../../sdk/index.ts';
import type { ResolvedPlugin } from '../plugins/resolved.ts';
import type { CashText } from './profile.ts';

/** How large entries are. */
export interface SizingTerms {
  readonly mode: 'risk' | 'notional' | 'volatility';
  /** Fraction of equity lost where a stop is hit. */
  readonly riskPerTrade: number;
  /** Of mode `notional`: the value of one entry. */
  readonly notional?: CashText;
  /** Of mode `volatility`. */
  readonly volatility?: VolatilityTerms;
  /** Largest value of one entry. */
  readonly maxNotional: CashText;
  readonly leverage: number;
  /** No entry while free cash is below it. */
  readonly minFree: CashText;
}

export interface VolatilityTerms {
  readonly interval: Interval;
  readonly bars: number;
  readonly multiple: number;
}

/** Limits of the risk rules; what is absent is off. See docs/risk.md. */
export interface RiskTerms {
  readonly dailyLoss: { readonly fraction: number; readonly cash?: CashText; readonly r?: number };
  readonly drawdown: { readonly fraction: number; readonly days: number };
  readonly onKill: 'cancel' | 'flatten';
  readonly lossStreak?: { readonly trades: number; readonly cooldownMinutes: number };
  readonly expectancy: { readonly r: number; readonly trades: number };
  readonly maxPosition: { readonly notional: CashText };
  readonly maxOpenOrders: number;
  readonly maxPositions: number;
  readonly maxPositionsPerBase: number;
  readonly totalRisk?: { readonly cash: CashText; readonly r?: number };
  readonly forbidFlip: boolean;
  readonly doubleSendMs: number;
  readonly unprotectedSeconds: number;
  readonly fundingExit?: { readonly minutes: number; readonly r: number; readonly action: 'alert' | 'close' };
  readonly liquidation: { readonly multiplier: number; readonly action: 'alert' | 'close' };
  readonly liquidity?: LiquidityTerms;
  readonly rotation?: { readonly keep: number; readonly everyMinutes: number };
  readonly session?: SessionTerms;
  readonly backpressure: 'halt' | 'degrade';
  readonly resources?: ResourceTerms;
  readonly failSafe?: { readonly cooldownMinutes: number };
  /** Of plugins, in the order in which they are asked. */
  readonly rules: readonly RuleUse[];
}

/** A risk rule of a plugin. */
export interface RuleUse {
  readonly plugin: string;
  readonly resolved: ResolvedPlugin<'risk-rule'>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** As a profile writes it, before its plugins are looked for. */
export interface RiskShape extends Omit<RiskTerms, 'rules'> {
  readonly rules: readonly Pick<RuleUse, 'plugin' | 'params'>[];
}

export interface LiquidityTerms {
  readonly withinBps: number;
  readonly depth: CashText;
  readonly cover: number;
  readonly maxSpreadBps?: number;
  readonly unknown: 'deny' | 'allow';
}

export interface SessionTerms {
  /** `mon-fri 09:00-18:45`, in the profile's zone. */
  readonly hours?: readonly string[];
  readonly noEntriesMinutes: number;
  readonly flatMinutes: number;
}

/** beyond any of these for `seconds` the process counts as strained. */
export interface ResourceTerms {
  readonly lagMs: number;
  /** Fraction of one core. */
  readonly cpu: number;
  readonly memoryMb: number;
  readonly seconds: number;
}
