import type { Facts } from '../facts.ts';
import type { Order } from './order.ts';

const NONE: readonly Order[] = [];

/** Every order that can still change a position: those that are open, and final ones with fills on their way. */
export function exposedOrders({ open, late, orders }: Facts): readonly Order[] {
  if (open.size === 0 && late.size === 0) return NONE;
  const exposed: Order[] = [];
  for (const ids of [open, late]) {
    for (const id of ids) {
      const order = orders.get(id);
      if (order) exposed.push(order);
    }
  }
  return exposed;
}
