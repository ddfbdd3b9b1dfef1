import type { OrderType, Price } from '../../sdk/index.ts';
import type { WorkingOrder } from './working.ts';

/** Types that wait for a trigger price. */
export function isConditional(type: OrderType): boolean {
  return type === 'stop-market' || type === 'stop-limit' || type === 'take-profit';
}

/** Types that take whatever price there is, once triggered. */
export function isMarket(order: { type: OrderType; price?: Price | undefined }): boolean {
  return (
    order.type === 'market' ||
    order.type === 'stop-market' ||
    (order.type === 'take-profit' && order.price === undefined)
  );
}

/** True where the order waits for the last price to rise to its trigger: a buy stop, a sell take-profit. */
export function waitsForRise(order: Pick<WorkingOrder['request'], 'side' | 'type'>): boolean {
  return (order.side === 'buy') === (order.type !== 'take-profit');
}

/** True where a last price of `price` fires the waiting order. */
export function fires(order: WorkingOrder, price: Price): boolean {
  const { triggerPrice } = order.request;
  if (order.triggered || triggerPrice === undefined) return false;
  return waitsForRise(order.request) ? price >= triggerPrice : price <= triggerPrice;
}
