import type { Fill } from '../../sdk/index.ts';
import type { Facts } from '../facts.ts';
import type { Position } from '../portfolio/position.ts';
import { createOrder, type Order } from './order.ts';
import { pruneOrders } from './prune.ts';

/**
 * The order of a fill by which the venue itself closed a position: a liquidation, an auto-deleveraging, a settlement.
 * Nobody sent it; it becomes known with its fill, as its owner's own flattening. Undefined for any other fill, and where
 * nothing is held that it could close: then it is the reconciliation's matter. Part of the fold.
 */
export function venueOrder(facts: Facts, fill: Fill, at: number): Order | undefined {
  const position = closedByVenue(facts, fill);
  if (position === undefined) return undefined;
  const { account, owner, leg } = position;
  const { clientOrderId, instrument, side, quantity } = fill;
  const order = createOrder(
    {
      ...{ account, instrument, leg, owner, clientOrderId, side, quantity },
      ...{ type: 'market', timeInForce: 'ioc', reduceOnly: true, role: 'flatten' },
    },
    at,
    { state: 'working' },
  );
  order.reason = `closed by the venue: ${fill.cause}`;
  facts.orders.set(clientOrderId, order);
  facts.open.add(clientOrderId);
  pruneOrders(facts);
  return order;
}

/** The position that such a fill closes, all or a part of it. */
export function closedByVenue(facts: Facts, fill: Fill): Position | undefined {
  const { cause, instrument, side, leg = 'net' } = fill;
  if (cause === undefined) return undefined;
  for (const position of facts.positions.values()) {
    const closes = side === 'sell' ? position.quantity > 0 : position.quantity < 0;
    if (position.instrument === instrument && position.leg === leg && closes) return position;
  }
  return undefined;
}
