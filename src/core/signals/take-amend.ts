import { type AmendIntent, amendFlaw, isWhole, keyText } from '../../sdk/index.ts';
import { touchPrice } from '../market/market.ts';
import { isFinal } from '../orders/machine.ts';
import { type Change, changeOf, isToldFilled, type Order } from '../orders/order.ts';
import { tighter } from '../orders/plan.ts';
import { protect } from '../protect.ts';
import { proposeAmend, type Refusal } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, emit, instrumentOf, type Seat } from '../state.ts';
import { deny } from './deny.ts';

/** A change of one of the strategy's own working orders. */
export function takeAmend(core: Core, seat: Seat, intent: AmendIntent): Refusal | undefined {
  const order = core.facts.orders.get(intent.clientOrderId);
  if (!order || order.owner !== seat.config.owner)
    return { rule: 'amend', reason: 'no such order of this strategy' };
  const change = changeOf(intent);
  if (order.role === 'stop') return tightenStop(core, seat, intent, order);
  const reason = amendFlaw(intent) ?? amendRefusal(order, change);
  if (reason !== undefined)
    return deny(core, seat.config.owner, order.instrument, intent, { rule: 'amend', reason });
  const market = core.markets.get(order.instrument);
  const touch = market && touchPrice(market, order.side);
  const after = { ...order, ...change };
  const reference = order.reduceOnly
    ? (after.price ?? after.triggerPrice ?? touch)
    : worstPrice(after, touch);
  if (reference === undefined) {
    return deny(core, seat.config.owner, order.instrument, intent, {
      rule: 'price',
      reason: 'no price is known yet',
    });
  }
  return proposeAmend(core, { order, change, cause: intent, reference });
}

/** Why the order cannot be changed so, whatever the limits say. */
function amendRefusal(order: Order, change: Change): string | undefined {
  if (isFinal(order.state)) return `the order is ${order.state} already`;
  if (isToldFilled(order)) return 'the order is filled already';
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

/**
 * A protective stop can be moved closer to the market, never away from it: the plan's stop moves, and the orders at the
 * venue follow it as they always do.
 */
function tightenStop(core: Core, seat: Seat, intent: AmendIntent, order: Order): Refusal | undefined {
  const refuse = (reason: string): Refusal =>
    deny(core, seat.config.owner, order.instrument, intent, { rule: 'amend', reason });
  const position = core.facts.positions.get(keyText(order));
  const { quantity, price, triggerPrice: stop, trailBy } = intent;
  if (position?.plan === undefined || order.type !== 'stop-market')
    return refuse('it is no stop of a position');
  if (stop === undefined || quantity !== undefined || price !== undefined || trailBy !== undefined)
    return refuse('only the trigger of a stop can be changed: its size follows the position');
  const { tick } = instrumentOf(core, order.instrument);
  if (!isWhole(stop) || stop % tick !== 0)
    return refuse('the trigger is not a positive multiple of the tick');
  const isLong = position.quantity > 0;
  if (stop === position.plan.stop || tighter(stop, position.plan.stop, isLong) !== stop)
    return refuse('a protective stop is never loosened');
  const last = core.markets.get(order.instrument)?.last;
  if (last === undefined || (isLong ? stop >= last : stop <= last))
    return refuse('the price has passed that');
  const record = { kind: 'stop-moved', key: keyText(order), stop, cause: 'strategy' } as const;
  emit(core, { type: 'record', record });
  protect(core, position);
  return undefined;
}
