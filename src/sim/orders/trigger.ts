import type { Price } from '../../sdk/index.ts';
import type { WorkingOrder } from './working.ts';

/** True where the order waits for the last price to rise to its trigger: a buy stop, a sell take-profit. */
export function waitsForRise(order: Pick<WorkingOrder['request'], 'side' | 'type'>): boolean {
  return (order.side === 'buy') === (order.type !== 'take-profit');
}

/** Where the order fires as things stand; undefined: it has no trigger, or trails and is not active yet. */
export function triggerOf(order: WorkingOrder): Price | undefined {
  const { type, side, triggerPrice, trailBy = 0 } = order.request;
  if (type !== 'trailing-stop') return triggerPrice;
  if (order.trailBest === undefined) return undefined;
  return side === 'buy' ? order.trailBest + trailBy : order.trailBest - trailBy;
}

/** True where a last price of `price` fires the waiting order. */
export function fires(order: WorkingOrder, price: Price): boolean {
  if (order.triggered) return false;
  const trigger = triggerOf(order);
  if (trigger === undefined) return false;
  return waitsForRise(order.request) ? price >= trigger : price <= trigger;
}

/**
 * A last price that did not fire a trailing stop may activate it, and moves its best price: the highest seen since
 * for a sell, the lowest for a buy. It never moves back.
 */
export function follow(order: WorkingOrder, price: Price): void {
  const { type, side, activationPrice } = order.request;
  if (type !== 'trailing-stop' || order.triggered) return;
  const better = (a: Price, b: Price): boolean => (side === 'sell' ? a >= b : a <= b);
  if (order.trailBest === undefined) {
    if (activationPrice === undefined || better(price, activationPrice)) order.trailBest = price;
  } else if (better(price, order.trailBest)) order.trailBest = price;
}
