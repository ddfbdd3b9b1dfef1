import type { Ms, PositionKey } from '../../sdk/index.ts';
import type { Facts } from '../facts.ts';
import { type Core, emit } from '../state.ts';
import { isFinal } from './machine.ts';
import type { Order } from './order.ts';

const NONE: readonly Order[] = [];
/** Between a refused cancel and the next. */
const RETRY_MS: Ms = 1_000;

/** Every order that is not final, oldest first. */
export function allOpenOrders({ open, orders }: Facts): readonly Order[] {
  if (open.size === 0) return NONE;
  let found: Order[] | undefined;
  for (const id of open) {
    const order = orders.get(id);
    if (order === undefined) continue;
    if (found === undefined) found = [order];
    else found.push(order);
  }
  return found ?? NONE;
}

/** Orders of one position key that are not final, oldest first. */
export function openOrders({ facts }: Core, key: PositionKey): readonly Order[] {
  const open = allOpenOrders(facts);
  if (open.length === 0) return open;
  return open.every((order) => sameKey(order, key)) ? open : open.filter((order) => sameKey(order, key));
}

/** Asks the venue to cancel it, once. A pending order is cancelled too: the venue may have it already. */
export function cancelOrder(core: Core, order: Order, reason: string): void {
  if (order.cancelRequested || isFinal(order.state)) return;
  emit(core, {
    type: 'cancel',
    request: { instrument: order.instrument, clientOrderId: order.clientOrderId },
    reason,
  });
}

/**
 * The venue refused a cancel: mostly the order is final and its update on the way. If it is not, it is asked again
 * after a while, not at once, because the next try may fail like this one.
 */
export function cancelLater(core: Core, order: Order): void {
  if (isFinal(order.state)) return;
  emit(core, { type: 'timer', timerId: `recancel/${order.clientOrderId}`, dueMs: core.now + RETRY_MS });
}

/** As comparing their key texts, which would be made anew for every order of every step. */
function sameKey(a: PositionKey, b: PositionKey): boolean {
  return a.instrument === b.instrument && a.owner === b.owner && a.leg === b.leg && a.account === b.account;
}
