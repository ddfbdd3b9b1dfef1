import type { Core } from '../state.ts';
import { allOpenOrders, cancelOrder } from './open-orders.ts';
import type { Order } from './order.ts';

/** One cancels the other: an order of a group has filled, its strategy's others of the group are cancelled. */
export function cancelGroup(core: Core, filled: Order): void {
  if (filled.group === undefined) return;
  for (const order of allOpenOrders(core.facts)) {
    if (order === filled || order.group !== filled.group || order.owner !== filled.owner) continue;
    cancelOrder(core, order, `${filled.clientOrderId} of its group has filled`);
  }
}
