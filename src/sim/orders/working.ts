import type {
  Ms,
  Mutable,
  OrderRequest,
  OrderSnapshot,
  Price,
  Quantity,
  VenueOrderStatus,
} from '../../sdk/index.ts';
import { onlyReduces, reducible } from '../account/position.ts';
import type { InstrumentBooks } from '../books.ts';

/** An order the venue has accepted and not finished. */
export interface WorkingOrder {
  /** As sent, with later amends applied. */
  request: OrderRequest;
  readonly venueOrderId: string;
  /** When the client sent it, or last amended it: a bar that opened before has passed it by. */
  sentMs: Ms;
  filled: Quantity;
  /** Counts what was told of the order: 0 while it is on its way, 1 on arrival. */
  version: number;
  /** When `version` last rose. */
  updatedMs: Ms;
  /** False for a stop or take-profit that has not fired. */
  triggered: boolean;
  /** Of a trailing stop: the best last price since it became active; absent before. */
  trailBest?: Price;
  /** False until it has met a market: it may still take. From then on it only makes. */
  seated: boolean;
  /** Contracts displayed before it at its price; they trade first. */
  queueAhead: Quantity;
  /** Displayed at its price when the book was last looked at, and traded there since. Absent before it rests. */
  shown?: Quantity;
  traded?: Quantity;
  /** What the market would have given it when it was accepted; the margin of a market order is reserved at it. */
  readonly acceptedPrice: Price;
}

export function remaining(order: WorkingOrder): Quantity {
  return order.request.quantity - order.filled;
}

/** What may be filled now: what is left, and for an order that only reduces no more than the position. */
export function fillable(instrument: InstrumentBooks, order: WorkingOrder): Quantity {
  const left = remaining(order);
  if (!onlyReduces(instrument.definition, order.request)) return left;
  return Math.min(left, reducible(instrument.positions[order.request.leg], order.request.side));
}

/** The order as a venue shows it. */
export function orderSnapshot(order: WorkingOrder, status: VenueOrderStatus, reason?: string): OrderSnapshot {
  const { request } = order;
  const snapshot: Mutable<OrderSnapshot> = {
    type: 'order',
    clientOrderId: request.clientOrderId,
    venueOrderId: order.venueOrderId,
    instrument: request.instrument,
    status,
    filled: order.filled,
    version: order.version,
    time: order.updatedMs,
    side: request.side,
    orderType: request.type,
    quantity: request.quantity,
    reduceOnly: request.reduceOnly,
  };
  if (request.price !== undefined) snapshot.price = request.price;
  if (request.triggerPrice !== undefined) snapshot.triggerPrice = request.triggerPrice;
  if (request.trailBy !== undefined) snapshot.trailBy = request.trailBy;
  if (request.leg !== 'net') snapshot.leg = request.leg;
  if (reason !== undefined) snapshot.reason = reason;
  return snapshot;
}
