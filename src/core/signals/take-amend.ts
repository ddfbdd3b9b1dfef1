import { type AmendIntent, amendFlaw } from '../../sdk/index.ts';
import { touchPrice } from '../market/market.ts';
import { isFinal } from '../orders/machine.ts';
import { type Change, changeOf, type Order } from '../orders/order.ts';
import { proposeAmend, type Refusal } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import type { Core, Seat } from '../state.ts';
import { deny } from './deny.ts';

/** A change of one of the strategy's own working orders. */
export function takeAmend(core: Core, seat: Seat, intent: AmendIntent): Refusal | undefined {
  const order = core.facts.orders.get(intent.clientOrderId);
  if (!order || order.owner !== seat.config.owner)
    return { rule: 'amend', reason: 'no such order of this strategy' };
  const change = changeOf(intent);
  const reason = amendFlaw(intent) ?? amendRefusal(order, change);
  if (reason !== undefined) return deny(core, seat, order.instrument, intent, { rule: 'amend', reason });
  const market = core.markets.get(order.instrument);
  const touch = market && touchPrice(market, order.side);
  const after = { ...order, ...change };
  const reference = order.reduceOnly
    ? (after.price ?? after.triggerPrice ?? touch)
    : worstPrice(after, touch);
  if (reference === undefined) {
    return deny(core, seat, order.instrument, intent, { rule: 'price', reason: 'no price is known yet' });
  }
  return proposeAmend(core, { order, change, cause: intent, reference });
}

/** Why the order cannot be changed so, whatever the limits say. */
function amendRefusal(order: Order, change: Change): string | undefined {
  if (isFinal(order.state)) return `the order is ${order.state} already`;
  if (order.cancelRequested) return 'the order is being cancelled';
  if (order.state !== 'working' && order.state !== 'partial')
    return 'the venue has not confirmed the order yet';
  if (order.amending !== undefined) return 'the amend before has no answer yet';
  if (order.role !== 'entry' && order.role !== 'exit')
    return `a ${order.role} order follows the position by itself`;
  if (change.quantity !== undefined && change.quantity <= order.filled) return 'that much is filled already';
  const isSame = (['quantity', 'price', 'triggerPrice', 'trailBy'] as const).every(
    (field) => change[field] === undefined || change[field] === order[field],
  );
  return isSame ? 'the order is like that already' : undefined;
}
