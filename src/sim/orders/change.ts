import type { AmendRequest, CancelRequest, Ms, Outcome } from '../../sdk/index.ts';
import { isMarketable } from '../../sdk/index.ts';
import { onlyReduces } from '../account/position.ts';
import { settle } from '../settle.ts';
import type { Venue } from '../venue.ts';
import { listed, marketOf } from '../venue.ts';
import { findVenueOrder, openOrder } from './find.ts';
import { closedBecause } from './hours.ts';
import type { PendingAction } from './pending.ts';
import { arrival, enqueue, pendingSubmit } from './pending.ts';
import type { Refusal } from './refusal.ts';
import { ACCEPTED, refuse } from './refusal.ts';
import { checkMargin } from './submit.ts';
import { checkNotional, checkPrices, checkQuantity, checkTrail, checkTriggerSide } from './validate.ts';
import { withChange } from './with-change.ts';

/**
 * Asks for a cancel. Accepted means under way: the order may still fill before it arrives, and if it is final by
 * then nothing more is said of it.
 */
export function cancelOrder(venue: Venue, request: CancelRequest, nowMs: Ms): Outcome {
  settle(venue, nowMs);
  const refusal = checkOpen(venue, request);
  if (refusal !== undefined) return refusal;
  enqueue(venue, {
    ...afterSubmit(venue, request, arrival(venue, 'cancel', nowMs)),
    kind: 'cancel',
    request,
  });
  return ACCEPTED;
}

/**
 * Asks for a change, checked as a new order would be. On arrival a smaller quantity keeps the order's place in
 * the queue, any other change gives it up; filled beyond the new quantity by then, the order stays as it is.
 */
export function amendOrder(venue: Venue, request: AmendRequest, nowMs: Ms): Outcome {
  settle(venue, nowMs);
  const refusal = checkOpen(venue, request) ?? checkChange(venue, request, nowMs);
  if (refusal !== undefined) return refusal;
  const due = afterSubmit(venue, request, arrival(venue, 'order', nowMs));
  enqueue(venue, { ...due, kind: 'amend', request, sentMs: nowMs });
  return ACCEPTED;
}

function checkOpen(venue: Venue, request: CancelRequest): Refusal | undefined {
  const { clientOrderId: id } = request;
  const order = findVenueOrder(venue, id);
  if (order === undefined || order.instrument !== request.instrument)
    return refuse('unknown-order', `there is no order ${id} in ${request.instrument}`);
  if (order.status !== 'working') return refuse('order-final', `order ${id} is already ${order.status}`);
  return undefined;
}

function checkChange(venue: Venue, request: AmendRequest, nowMs: Ms): Refusal | undefined {
  const order = openOrder(venue, request.clientOrderId);
  const instrument = listed(venue, request.instrument);
  if (order === undefined || instrument === undefined)
    return refuse('unknown-order', 'there is no such order');
  const { definition } = instrument;
  const closed = closedBecause(definition, nowMs);
  if (closed !== undefined) return refuse('not-trading', closed);
  const before = order.request;
  const after = withChange(before, request);
  const { quantity, price, triggerPrice } = after;
  const movesTrigger = triggerPrice !== before.triggerPrice || after.trailBy !== before.trailBy;
  if (quantity === before.quantity && price === before.price && !movesTrigger)
    return refuse('unchanged', 'the order is like that already');
  if (order.triggered && movesTrigger)
    return refuse('trigger-price', 'the order has fired: its trigger cannot change');
  if (quantity <= order.filled) return refuse('quantity', 'that much is filled already');
  const refusal =
    checkQuantity(quantity, definition, isMarketable(before)) ??
    checkPrices(after, definition) ??
    checkTrail(after, definition);
  if (refusal !== undefined) return refusal;
  if (triggerPrice !== before.triggerPrice) {
    const side = checkTriggerSide(after, marketOf(venue, instrument).last, definition);
    if (side !== undefined) return side;
  }
  if (onlyReduces(instrument.definition, before)) return undefined;
  return (
    checkNotional(quantity, price ?? triggerPrice ?? order.acceptedPrice, definition) ??
    checkMargin(venue, instrument, { ...order, request: after })
  );
}

/** A change never arrives before the order that it is about. */
function afterSubmit<Due extends Pick<PendingAction, 'dueMs' | 'sequence'>>(
  venue: Venue,
  request: CancelRequest,
  due: Due,
): Due {
  const submit = pendingSubmit(venue, request.clientOrderId);
  return submit === undefined || submit.dueMs <= due.dueMs ? due : { ...due, dueMs: submit.dueMs };
}
