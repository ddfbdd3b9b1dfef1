import type { Cash, Interval, Ms, Rate, TradingSession } from '../../sdk/index.ts';

/** How large an entry is. Every mode is scaled by the signal's riskR and the strategy's share, and capped by R-10. */
export interface SizingConfig {
  /**
   * `risk` (default): the stop loses `riskPerTrade` of equity. `notional`: the value is `notional`, whatever the stop.
   * `volatility`: `multiple` x ATR against it loses `riskPerTrade` of equity, whatever the stop.
   */
  readonly mode?: 'risk' | 'notional' | 'volatility';
  /** Fraction of equity lost at 1 R, as a Rate. */
  readonly riskPerTrade: Rate;
  /** Of mode `notional`. */
  readonly notional?: Cash;
  /** Of mode `volatility`: the ATR is the mean true range of the newest `bars` bars. */
  readonly volatility?: { readonly interval: Interval; readonly bars: number; readonly multiple: Rate };
  /** Largest entry value. */
  readonly maxNotional: Cash;
  readonly leverage: number;
  /** No entry while free cash is below it. */
  readonly minFree: Cash;
}

/** Limits of the risk rules. A rule whose field is absent is off. 1 R is riskPerTrade of the day's first equity. */
export interface RiskConfig {
  /** loss since the day's first equity that halts entries: the tightest of the three. */
  readonly dailyLoss: { readonly fraction: Rate; readonly cash?: Cash; readonly r?: Rate };
  /** largest |position| value per instrument, working and unknown orders counted at their worst. */
  readonly maxPosition: Cash;
  /** */
  readonly maxPositions: number;
  /** positions whose instruments have one base asset, a hedge's two legs counted as two. */
  readonly maxPositionsPerBase?: number;
  /** what all positions and entries may lose at their stops: the tighter of the two. */
  readonly totalRisk?: { readonly cash?: Cash; readonly r?: Rate };
  readonly maxOpenOrders: number;
  readonly forbidFlip: boolean;
  /** A second entry of one owner, instrument and side within it is refused. */
  readonly doubleSendMs: Ms;
  /** A filled entry without a confirmed stop for so long is flattened. */
  readonly unprotectedMs: Ms;
  /** entries stop while equity is so far below its peak; on the `days`th day in a row the bot is killed. */
  readonly drawdown?: { readonly fraction: Rate; readonly days: number };
  /** what an automatic kill does about what is open. Default `cancel`: entries and targets go, stops stay. */
  readonly onKill?: 'cancel' | 'flatten';
  /** so many losing round trips in a row stop entries for a while. */
  readonly lossStreak?: { readonly trades: number; readonly cooldownMs: Ms };
  /** alerts while the newest `trades` round trips make less than `r` on average, after costs. */
  readonly expectancy?: { readonly r: Rate; readonly trades: number };
  /** a position that has not gained `r` when funding is `beforeMs` away is told of, or closed. */
  readonly fundingExit?: { readonly beforeMs: Ms; readonly r: Rate; readonly action: 'alert' | 'close' };
  /** liquidation must be `multiplier` times as far away as the stop. */
  readonly liquidation?: { readonly multiplier: Rate; readonly action: 'alert' | 'close' };
  /** */
  readonly liquidity?: LiquidityConfig;
  /** D-6: entries only in the best `keep` instruments by liquidity and spread, ranked again every so often. */
  readonly rotation?: { readonly keep: number; readonly everyMs: Ms };
  /** no new entries in the last `noEntriesMs` of a session, nothing held in its last `flatMs`. */
  readonly session?: SessionConfig;
  /** after an overload of the runtime: `halt` until resumed, or only until data is fresh again. Default `degrade`. */
  readonly backpressure?: 'halt' | 'degrade';
  /** Rules of plugins, in the order in which they are asked. */
  readonly rules?: readonly PluginRuleConfig[];
  /** M-6: a critical alert allows only what reduces, for so long. */
  readonly failSafe?: { readonly cooldownMs: Ms };
}

/** A rule of a plugin. Plain data. */
export interface PluginRuleConfig {
  readonly name: string;
  readonly version: string;
  /** sha256 of code and parameters. */
  readonly codeHash: string;
  readonly params: unknown;
  /** Where a host imports it from: the host's own, the core never looks at it. */
  readonly module: unknown;
}

export interface LiquidityConfig {
  /** Levels counted: those within it of the best price of the side that the order takes. */
  readonly withinBps: number;
  /** They must hold so much value, and so many times the order's size. */
  readonly depth: Cash;
  readonly cover: Rate;
  /** Largest spread, in bps of the best bid. */
  readonly maxSpreadBps?: number;
  /** While no book is known. */
  readonly unknown: 'deny' | 'allow';
}

export interface SessionConfig {
  /** In ms since Monday 00:00 of the profile's zone; absent: only those of the instruments, which are in UTC. */
  readonly hours?: readonly TradingSession[];
  readonly noEntriesMs: Ms;
  readonly flatMs: Ms;
}
