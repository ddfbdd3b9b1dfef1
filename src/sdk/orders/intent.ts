import type { ClientOrderId, InstrumentId, Leg } from '../values/ids.ts';
import type { Price, Quantity } from '../values/money.ts';
import type { Ms } from '../values/time.ts';
import type { OrderType, Side, TimeInForce } from './order.ts';

/** What a strategy may ask for. The core sizes it, the risk gate judges it; a strategy never sends. */

/** Enter with a protective stop. The core sizes it by risk: riskR x the profile's risk per trade / |entry - stop|. */
export interface Signal {
  readonly type: 'signal';
  readonly instrument: InstrumentId;
  readonly side: Side;
  /** A limit price to enter at; absent: at market. */
  readonly entry?: Price;
  /** Protective stop price, beyond the entry on the losing side. Required. */
  readonly stop: Price;
  /** Up to three, in order of distance; fractions of the filled quantity in (0, 1], together <= 1. */
  readonly targets?: readonly Target[];
  /** Multiples of the profile's risk per trade, default 1. */
  readonly riskR?: number;
  /** Why, in one short line a person can read. */
  readonly reason: string;
  /** Validity from now, default 5000, at most a week: of a signal held back, and then of a limit entry. */
  readonly expiresMs?: Ms;
  /** Of a limit entry, default `gtc`; `post-only` is never a taker (E-11). */
  readonly timeInForce?: TimeInForce;
  /** Instead of `entry` (E-11): limit entries at these prices, sized as one, each rung with its fraction; 1 to 10. */
  readonly ladder?: readonly Rung[];
  /** `full`: the stop moves to the entry after the first target or +1 R; `visual`: only told. Default: the profile's. */
  readonly breakEven?: BreakEven;
  /** The stop begins at `stop` and follows the best price at this distance; it never moves back. */
  readonly trailBy?: Price;
  /** In hedge mode the position it opens; default by side: buy opens `long`, sell opens `short`. */
  readonly leg?: Leg;
  /** The strategy's own estimate that the first target is reached before the stop, in 0..1. Recorded, acted on by nobody. */
  readonly probability?: number;
}

export type BreakEven = 'off' | 'visual' | 'full';

/** One step of a ladder: fractions in (0, 1], together 1. */
export interface Rung {
  readonly price: Price;
  readonly fraction: number;
}

export interface Target {
  readonly price: Price;
  readonly fraction: number;
}

/** Close what this strategy holds in the instrument, at market, reduce-only. */
export interface Exit {
  readonly type: 'exit';
  readonly instrument: InstrumentId;
  /** In hedge mode; absent: every leg. */
  readonly leg?: Leg;
  readonly reason: string;
}

/** A plain order, for strategies that manage their own (grids, makers). The gate judges it all the same. */
export interface PlainOrder {
  readonly type: 'order';
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly quantity: Quantity;
  readonly price?: Price;
  readonly triggerPrice?: Price;
  readonly timeInForce?: TimeInForce;
  readonly trailBy?: Price;
  readonly activationPrice?: Price;
  readonly reduceOnly?: boolean;
  readonly closeOnTrigger?: boolean;
  /** In hedge mode the position it is for; default as in `Signal`, reduce-only ones the other way round. */
  readonly leg?: Leg;
  /** One cancels the other: with the first fill of an order of a group the rest of it is cancelled; as `tag`. */
  readonly group?: string;
  /** Protective stop of the position it opens; a position without one is flattened after a few seconds. */
  readonly stop?: Price;
  /** The strategy's own name for it, echoed on updates; [A-Za-z0-9-_]{1,16}. */
  readonly tag?: string;
  readonly reason: string;
}

export interface CancelIntent {
  readonly type: 'cancel';
  readonly clientOrderId: ClientOrderId;
  readonly reason: string;
}

/**
 * Changes one of this strategy's own working orders; absent fields stay. Quantity is the new total, filled part
 * included. A protective stop can only be moved closer to the market; its size follows the position by itself.
 */
export interface AmendIntent {
  readonly type: 'amend';
  readonly clientOrderId: ClientOrderId;
  readonly quantity?: Quantity;
  readonly price?: Price;
  readonly triggerPrice?: Price;
  readonly trailBy?: Price;
  readonly reason: string;
}

export type Intent = Signal | Exit | PlainOrder | CancelIntent | AmendIntent;
