import type { Ms } from '../values/time.ts';

/**
 * State as plain rows, for people and scripts: JSON-plain, no colours. Prices, quantities and cash are decimal
 * strings; times integer ms; fractions numbers (0.02). A field with no meaning yet is null.
 */

export interface AccountRow {
  readonly currency: string;
  readonly equity: string;
  readonly cash: string;
  readonly realizedPnl: string;
  readonly unrealizedPnl: string;
  readonly dayPnl: string;
  readonly fees: string;
  readonly funding: string;
  readonly balances: readonly { readonly currency: string; readonly total: string; readonly free: string }[];
  /** Currencies held that equity leaves out, because no mark prices them yet. */
  readonly unvalued: readonly string[];
}

export interface PositionRow {
  readonly instrument: string;
  readonly side: 'long' | 'short';
  readonly quantity: string;
  readonly entryPrice: string;
  readonly markPrice: string | null;
  /** `net`, or its leg in hedge mode. */
  readonly leg: 'net' | 'long' | 'short';
  /** The mark at which the venue would take it away; null where no price would. */
  readonly liquidationPrice: string | null;
  readonly unrealizedPnl: string | null;
  readonly stop: string | null;
  /** Where the stop rests; `unprotected` is `core` with no confirmed order at the venue. */
  readonly stopAt: 'venue' | 'core' | null;
  readonly targets: readonly string[];
  readonly strategy: string;
  readonly openedMs: Ms;
}

export interface OrderRow {
  readonly id: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly role: string;
  readonly price: string | null;
  readonly quantity: string;
  readonly filled: string;
  readonly state: string;
  readonly strategy: string;
  readonly createdMs: Ms;
  readonly reason: string | null;
}

export interface RiskRow {
  readonly state: 'ok' | 'warning' | 'halted';
  readonly killSwitch: {
    readonly active: boolean;
    readonly reason: string | null;
    readonly sinceMs: Ms | null;
  };
  readonly rules: readonly {
    readonly name: string;
    readonly state: 'ok' | 'warning' | 'halted';
    readonly used: string;
    readonly limit: string;
    readonly reason: string;
  }[];
  /** Every rule in the order in which the gate asks them; those that are off are not asked. */
  readonly order: readonly {
    readonly name: string;
    /** The requirement it serves: `R-2`. */
    readonly requirement: string;
    readonly appliesTo: 'entry' | 'all';
    readonly on: boolean;
  }[];
}

export interface StrategyRow {
  readonly name: string;
  readonly plugin: string;
  readonly version: string;
  readonly instruments: readonly string[];
  readonly state: 'warming' | 'running' | 'stopped';
  readonly warmup: { readonly have: number; readonly need: number };
  readonly realizedPnl: string;
  readonly signals: number;
  readonly refused: number;
  /** The last refusal or stop reason. */
  readonly reason: string | null;
  /** By name, each as JSON text. */
  readonly params: Readonly<Record<string, string>>;
  /** What it asked for since the bot or the profile began, newest last, at most 12. */
  readonly asked: readonly AskedRow[];
}

/** What a strategy asked for, and what became of it. */
export interface AskedRow {
  readonly timeMs: Ms;
  readonly instrument: string | null;
  /** `buy signal`, `exit`, `cancel`, … */
  readonly what: string;
  /** Who refused it; null: it was taken, that is sent or held. */
  readonly rule: string | null;
  /** Of the refusal, else the strategy's own. */
  readonly reason: string;
}

export interface MarketRow {
  readonly instrument: string;
  readonly last: string | null;
  readonly mark: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  /** Top levels, best first, [price, size]; at most 10 a side. */
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
  /** Fraction since the first price of the risk day. */
  readonly changeFraction: number | null;
  /** `at` of its last event. */
  readonly updatedMs: Ms | null;
  /** The newest confirmed bars of the shortest subscribed interval, oldest first, at most 120: [openMs, o, h, l, c]. */
  readonly bars: readonly (readonly [Ms, number, number, number, number])[];
}

export interface FillRow {
  readonly timeMs: Ms;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly role: string;
  readonly strategy: string;
  readonly orderId: string;
  /** Realized by this fill before its fee; null for one that opens. */
  readonly realizedPnl: string | null;
}

/** A signal that waits (R-5, E-7). */
export interface HeldRow {
  /** What `bot confirm` and `bot decline` name it by. */
  readonly id: string;
  /** `queued`: until `releaseMs`; `confirm`: for the operator's word. */
  readonly stage: 'queued' | 'confirm';
  readonly strategy: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  /** What it was sized to when it was held; it is sized anew when it is sent. */
  readonly quantity: string;
  /** Null: at market. */
  readonly entry: string | null;
  readonly ladder: readonly string[];
  readonly stop: string;
  readonly targets: readonly string[];
  readonly riskR: number;
  readonly reason: string;
  readonly sinceMs: Ms;
  readonly expiresMs: Ms;
  readonly releaseMs: Ms | null;
}

export interface SignalsRow {
  readonly held: readonly HeldRow[];
  /** How often each rule, or check before the rules, has refused what a strategy asked for; the most first. */
  readonly refusals: readonly { readonly rule: string; readonly count: number }[];
}
