import type { Facts } from '../facts.ts';
import { isFinal } from './machine.ts';

/** Final orders kept for late updates and views. */
const FINAL_ORDERS = 200;

/** Forgotten at once: more would make one order in many wait, fewer would look through the living too often. */
const BATCH = 16;

/** Forgets the oldest final orders. Part of the fold. */
export function pruneOrders(facts: Facts): void {
  let excess = facts.orders.size - FINAL_ORDERS;
  if (excess < BATCH) return;
  for (const [id, order] of facts.orders) {
    if (excess-- <= 0) return;
    if (isFinal(order.state) && !facts.late.has(id)) facts.orders.delete(id);
  }
}
