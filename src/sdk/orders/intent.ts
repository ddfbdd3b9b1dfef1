import type { ClientOrderId, InstrumentId } from '../values/ids.ts';
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
  /** Validity of the signal from now, default 5000. */
  readonly expiresMs?: Ms;
}

export interface Target {
  readonly price: Price;
  readonly fraction: number;
}

/** Close what this strategy holds in the instrument, at market, reduce-only. */
export interface Exit {
  readonly type: 'exit';
  readonly instrument: InstrumentId;
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
  readonly reduceOnly?: boolean;
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

export type Intent = Signal | Exit | PlainOrder | CancelIntent;
