import type { OrderUpdate, VenueOrderStatus } from '../../sdk/index.ts';
import type { OutcomeEvent } from '../event.ts';
import type { Facts } from '../facts.ts';
import { foldAcknowledged } from '../metrics/fold-service.ts';
import { endFlattening } from './end-flattening.ts';
import type { OrderTrigger } from './machine.ts';
import { isFinal, nextState } from './machine.ts';
import { applyChange, isToldFilled, type Order, openQuantity } from './order.ts';

/** The venue's word on an order. */
export function foldUpdate(facts: Facts, order: Order, update: OrderUpdate, at: number): void {
  if (update.version < order.version) return;
  // The venue's word on size and levels stands, whatever was asked for: an amend or its answer may have been lost.
  applyChange(order, update);
  if (update.quantity !== undefined) order.told = update.version;
  // Deleted, so that it has no place in a snapshot; asked first, because deleting takes long.
  if (order.feared !== undefined && (update.quantity !== undefined || update.status === 'filled'))
    delete order.feared;
  // It looked complete by a size that an amend had changed at the venue: it is not, and the word counts after all.
  const isReopened = order.state === 'filled' && order.filled < order.quantity && update.status !== 'filled';
  if (isReopened) {
    order.state = 'partial';
    facts.open.add(order.clientOrderId);
  }
  order.claimed = Math.max(order.claimed, update.filled);
  noteLate(facts, order);
  // What the venue says of `filled` is only a claim until the fills themselves arrive; of a finished order it is the
  // total that they will add up to, however often it is told.
  if (update.status === 'filled' && update.filled > 0) {
    order.quantity = update.filled;
    order.amending = undefined;
    if (order.filled >= order.quantity) advance(facts, order, 'complete', at);
  }
  if (update.version === order.version && !isReopened) return;
  order.version = update.version;
  advance(facts, order, TRIGGER[update.status], at);
  endFlattening(facts, order);
  if (update.reason !== undefined) order.reason = update.reason;
}

const TRIGGER: Readonly<Record<VenueOrderStatus, OrderTrigger>> = {
  working: 'work',
  // The word `filled` may overtake the fills; the fills decide.
  filled: 'work',
  cancelled: 'cancel',
  rejected: 'reject',
  expired: 'expire',
};

/** The port's answer to a request. */
export function foldOutcome(facts: Facts, order: Order, event: OutcomeEvent, at: number): void {
  const { kind } = event.outcome;
  if (event.request === 'submit') {
    if (kind === 'accepted') foldAcknowledged(facts.performance, order, at);
    else if (kind === 'rejected') {
      order.reason = event.outcome.reason;
      advance(facts, order, 'reject', at);
      endFlattening(facts, order);
    } else if (kind === 'unknown' && order.state === 'pending') advance(facts, order, 'lost', at);
    return;
  }
  if (event.request === 'amend') {
    if (kind === 'unknown') return;
    // What the venue has said of the order since it was asked outranks that it took the request.
    if (kind === 'accepted' && order.amending && order.told === order.amendedAt && !isToldFilled(order)) {
      const { quantity = order.quantity } = order.amending;
      // It took the request, and may fill more before it acts on it.
      if (!order.reduceOnly && quantity < order.quantity)
        order.feared = Math.max(order.quantity, order.feared ?? 0);
      applyChange(order, order.amending);
    }
    order.amending = undefined;
    // Its fills may have waited for this answer.
    if (openQuantity(order) <= 0) advance(facts, order, 'complete', at);
    return;
  }
  // A cancel, refused or not, is settled by the order's own update; a refused one is asked again after a while.
}

/** A refused cancel's wait is over. */
export function foldRecancel(facts: Facts, clientOrderId: string): void {
  const order = facts.orders.get(clientOrderId);
  if (order) order.cancelRequested = false;
}

/** Moves an order along the table; one that becomes final is no longer open. */
export function advance(facts: Facts, order: Order, trigger: OrderTrigger, at: number): void {
  const state = nextState(order.state, trigger);
  if (state === 'rejected' && order.state !== 'rejected') facts.counters.rejects++;
  order.state = state;
  order.updatedMs = at;
  if (isFinal(state)) facts.open.delete(order.clientOrderId);
  noteLate(facts, order);
}

/** A final order's fills may be on their way still: the venue has claimed more than has arrived. */
function noteLate(facts: Facts, order: Order): void {
  if (isFinal(order.state) && order.claimed > order.filled) facts.late.add(order.clientOrderId);
  else if (facts.late.size > 0) facts.late.delete(order.clientOrderId);
}
