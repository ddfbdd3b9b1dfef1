import type { ClientOrderId, InstrumentId, Leg, PositionKey, VenueOrderId } from '../values/ids.ts';
import type { Price, Quantity } from '../values/money.ts';
import type { Ms } from '../values/time.ts';

export type Side = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop-market' | 'stop-limit' | 'take-profit' | 'trailing-stop';
/** `post-only` is refused by the venue where it would take. */
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'post-only';

/** An order as it goes to a venue. Plain data. */
export interface OrderRequest extends PositionKey {
  readonly clientOrderId: ClientOrderId;
  readonly side: Side;
  readonly type: OrderType;
  /** > 0, a multiple of the lot. */
  readonly quantity: Quantity;
  /** Limit price; for limit and stop-limit. */
  readonly price?: Price;
  /** For stop-*, take-profit. A stop triggers on the last price unless the venue declares otherwise. */
  readonly triggerPrice?: Price;
  /** For a trailing stop: its distance from the best price since it became active. > 0. */
  readonly trailBy?: Price;
  /** For a trailing stop: it begins to trail once this price is reached; absent: at once. */
  readonly activationPrice?: Price;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /** Reduce-only, and the venue makes room for it by cancelling other orders where margin is short. Default false. */
  readonly closeOnTrigger?: boolean;
  /** What the order is for; venues ignore it, reports and stop handling use it. */
  readonly role: OrderRole;
}

/** `flatten`: the operator or a rule closes; `exit`: the strategy closes. */
export type OrderRole = 'entry' | 'exit' | 'stop' | 'target' | 'flatten';

export interface CancelRequest {
  readonly instrument: InstrumentId;
  readonly clientOrderId: ClientOrderId;
}

/** A change of a working order; absent fields stay. Quantity is the new total, filled part included. */
export interface AmendRequest extends CancelRequest {
  readonly quantity?: Quantity;
  readonly price?: Price;
  readonly triggerPrice?: Price;
  readonly trailBy?: Price;
}

/** What a venue says of an order. `working` covers untriggered stops. */
export type VenueOrderStatus = 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired';

/** The venue's word on one order. A higher `version` replaces a lower one, whatever the order of arrival. */
export interface OrderUpdate {
  readonly type: 'order';
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  readonly instrument: InstrumentId;
  readonly status: VenueOrderStatus;
  /** Cumulative. */
  readonly filled: Quantity;
  /** The order's total as it stands, amends included, where the venue tells it. */
  readonly quantity?: Quantity;
  /** Its levels as they stand, amends included, where the venue tells them. */
  readonly price?: Price;
  readonly triggerPrice?: Price;
  readonly trailBy?: Price;
  /** Non-decreasing per order at the venue: its update time, or a counter. */
  readonly version: number;
  readonly time: Ms;
  /** The venue's reason of a reject or cancel, control characters removed. */
  readonly reason?: string;
}

/** What `findOrder` and snapshots say of an order: the last update with the request's own numbers. */
export interface OrderSnapshot extends OrderUpdate {
  readonly side: Side;
  readonly orderType: OrderType;
  readonly quantity: Quantity;
  /** Which position it belongs to; absent: `net`. */
  readonly leg?: Leg;
  readonly reduceOnly: boolean;
}
