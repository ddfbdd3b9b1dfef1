import type { Fill } from '../../sdk/index.ts';
import type { Facts } from '../facts.ts';
import { createOrder, type Order } from './order.ts';
import { pruneOrders } from './prune.ts';

/**
 * The order of a fill by which the venue itself closed a position: a liquidation, an auto-deleveraging, a settlement.
 * Nobody sent it; it becomes known with its fill, as its owner's own flattening. Undefined for any other fill, and where
 * nothing is held that it could close: then it is the reconciliation's matter. Part of the fold.
 */
export function venueOrder(facts: Facts, fill: Fill, at: number): Order | undefined {
  if (fill.cause === undefined) return undefined;
  const { clientOrderId, instrument, side, quantity, leg = 'net' } = fill;
  const closes = (held: number): boolean => (side === 'sell' ? held > 0 : held < 0);
  for (const position of facts.positions.values()) {
    if (position.instrument !== instrument || position.leg !== leg || !closes(position.quantity)) continue;
    const { account, owner } = position;
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
  return undefined;
}
