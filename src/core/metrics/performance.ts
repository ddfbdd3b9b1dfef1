import type { Cash, Currency, InstrumentId, Ms, Owner } from '../../sdk/index.ts';
import { createDrawdown, type Drawdown } from './drawdown-track.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { createMoments, type Moments } from './moments.ts';

/** Days kept one by one; older ones live on in the sums alone. */
export const KEPT_DAYS = 400;

/*
 * No field may be undefined: a snapshot's text would lose it, and its place with it.
 */

/**
 * What a bot has achieved since its first known equity, in the account's currency: part of the facts, folded from
 * fills, funding, transfers, order words and equity samples, so that it survives a restart. Sums, not lists: its size
 * does not grow with the number of trades. Statistics are pure functions over it, see `index.ts`.
 */
export interface Performance {
  readonly equity: EquityTrack;
  /** Local days, oldest first, at most `KEPT_DAYS`. */
  readonly days: DayBook[];
  /** Round trips under way, by position key. */
  readonly trips: Map<string, Trip>;
  readonly trades: TradeSums;
  /** Per strategy and instrument, by `owner/instrument`. */
  readonly books: Map<string, Book>;
  readonly execution: ExecutionSums;
  /** Sums in the account's currency. Paid fees are positive, received funding is positive. */
  fees: Cash;
  funding: Cash;
  /** Net of what was booked in other currencies: never converted, and in no statistic. */
  readonly foreign: Map<Currency, Cash>;
  /** Ms with a position, up to the last time everything was flat. */
  heldMs: Ms;
  /** Since when one is held, while there are trips. */
  heldSinceMs: Ms;
}

export interface EquityTrack {
  /** Samples taken; before the first one nothing else has a meaning. */
  samples: number;
  /** The first sample: where all PnL starts. */
  startMs: Ms;
  startEquity: Cash;
  /** `at` of the newest sample. */
  lastMs: Ms;
  /** Deposits less withdrawals since the start. */
  transferred: Cash;
  /** Growth linked so far, and the equity from which the present link starts: see `return.ts`. */
  factor: number;
  linkEquity: Cash;
  /** Transfers of the present link. */
  unlinked: Cash;
  readonly drawdown: Drawdown;
  /** Of daily returns, complete days only. */
  readonly returns: Moments;
}

export interface DayBook extends Sums {
  /** As in the `day` record. */
  readonly key: string;
  readonly at: Ms;
  /** At its first sample. */
  readonly equity: Cash;
  /** Deposits less withdrawals of the day. */
  transferred: Cash;
}

export interface Book extends Sums {
  readonly owner: Owner;
  readonly instrument: InstrumentId;
}

export interface Sums {
  /** Before fees and funding. */
  realized: Cash;
  fees: Cash;
  funding: Cash;
  /** Round trips completed, and those of them that won. */
  trades: number;
  wins: number;
}

/**
 * A position from flat to flat, under one key: every fill in between is part of it. A fill that turns the position over
 * closes one and opens the next, its fee split by quantity.
 */
export interface Trip {
  readonly openedMs: Ms;
  /** So far, after fees and funding. */
  pnl: Cash;
  /** Loss planned at the stop, of all entries. */
  risk: Cash;
  /** Every entry had a stop. */
  isPlanned: boolean;
}

export interface TradeSums {
  trades: number;
  wins: number;
  losses: number;
  /** Sum of the winners' and of the losers' PnL, both positive. */
  profit: Cash;
  loss: Cash;
  /** Trades whose risk is known, and the sum of their PnL / risk in 10^-8 R. */
  rated: number;
  r: bigint;
  holdMs: Ms;
  /** Of the newest trades: n wins in a row, or -n losses; 0 after one that was neither. */
  streak: number;
  winStreak: number;
  lossStreak: number;
}

export interface ExecutionSums {
  /** Value of all fills at their prices. */
  traded: Cash;
  /** Value of the fills whose requested price is known, and the sum of value x slippage in 10^-8. */
  compared: Cash;
  slippage: bigint;
  /** Entry orders that ended, and the sum of filled / ordered in 10^-8. */
  ended: number;
  filledShare: bigint;
  /** Ms from the decision to the venue's acceptance. */
  readonly ack: Histogram;
  /** Ms from the decision to the first fill, of orders that take at once. */
  readonly fill: Histogram;
  /** The connection was lost and is not back yet. */
  isDown: boolean;
  /** [hour since 1970, connections that came back in it], ascending, those of the last 24 hours. */
  readonly reconnects: [number, number][];
}

export function createPerformance(): Performance {
  return {
    equity: {
      samples: 0,
      startMs: 0,
      startEquity: 0n,
      lastMs: 0,
      transferred: 0n,
      factor: 1,
      linkEquity: 0n,
      unlinked: 0n,
      drawdown: createDrawdown(),
      returns: createMoments(),
    },
    days: [],
    trips: new Map(),
    trades: {
      trades: 0,
      wins: 0,
      losses: 0,
      profit: 0n,
      loss: 0n,
      rated: 0,
      r: 0n,
      holdMs: 0,
      streak: 0,
      winStreak: 0,
      lossStreak: 0,
    },
    books: new Map(),
    execution: {
      traded: 0n,
      compared: 0n,
      slippage: 0n,
      ended: 0,
      filledShare: 0n,
      ack: createHistogram(),
      fill: createHistogram(),
      isDown: false,
      reconnects: [],
    },
    fees: 0n,
    funding: 0n,
    foreign: new Map(),
    heldMs: 0,
    heldSinceMs: 0,
  };
}

export function createSums(): Sums {
  return { realized: 0n, fees: 0n, funding: 0n, trades: 0, wins: 0 };
}
