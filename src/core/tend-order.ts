import { type Fill, keyText } from '../sdk/index.ts';
import type { Event } from './event.ts';
import type { Facts } from './facts.ts';
import { continueFlatten, requestFlatten } from './flatten.ts';
import { foldEvent } from './fold.ts';
import { alertClosed } from './orders/closed-alert.ts';
import { cancelGroup } from './orders/group.ts';
import { judgeEntry } from './orders/judge-entry.ts';
import { isFinal } from './orders/machine.ts';
import { cancelLater } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import { resizeLater } from './orders/stops.ts';
import { closedByVenue } from './orders/venue-order.ts';
import type { Position } from './portfolio/position.ts';
import { protect } from './protect.ts';
import { watchRisk } from './risk/watch/watch-risk.ts';
import { watchSession } from './risk/watch/watch-session.ts';
import { watchTrades } from './risk/watch/watch-trades.ts';
import { type Core, emit } from './state.ts';
import { dispatchFill, dispatchOrder } from './strategies.ts';
import { showFill } from './view/fills.ts';

/** The venue's word on an order, or the port's answer to a request. */
type Word = Extract<Event, { type: 'order' | 'outcome' }>;

/** Folds a fill, and does what follows from it; nothing where it was booked before. */
export function takeFill(core: Core, event: Extract<Event, { type: 'fill' }>): void {
  const { facts } = core;
  const known = facts.orders.get(event.clientOrderId);
  const filled = known?.filled;
  const realized = positionOf(facts, event, known)?.realized ?? 0n;
  foldEvent(facts, event);
  const order = known ?? facts.orders.get(event.clientOrderId);
  if (!order || order.filled === filled) return;
  const position = facts.positions.get(keyText(order));
  showFill(core, event, order, (position?.realized ?? 0n) - realized);
  if (event.cause !== undefined) alertClosed(core, event);
  watchRisk(core);
  watchTrades(core);
  cancelGroup(core, order);
  tend(core, order);
  judgeEntry(core, order);
  endTimers(core, order);
  watchSession(core, order.instrument);
  dispatchFill(core, event, order);
}

/** The position that a fill belongs to: its order's, else the one that the venue closes with it by itself. */
function positionOf(facts: Facts, fill: Fill, order: Order | undefined): Position | undefined {
  return order ? facts.positions.get(keyText(order)) : closedByVenue(facts, fill);
}

/** Folds a word on an order, and does what follows from it. */
export function takeWord(core: Core, event: Word): void {
  const order = core.facts.orders.get(event.clientOrderId);
  const state = order?.state;
  const claimed = order?.claimed;
  foldEvent(core.facts, event);
  // That the venue took it changes nothing yet: what it makes of it comes as its own word.
  if (!order || isAcceptance(event)) return;
  // The last word on an order mostly comes after its fills, and says nothing more.
  if (order.state === state && isFinal(state) && order.claimed === claimed) return;
  if (event.type === 'outcome' && event.outcome.kind === 'rejected') {
    if (event.request === 'amend') resizeLater(core, order);
    if (event.request === 'cancel') cancelLater(core, order);
  }
  if (order.state !== state && !neverSent(event)) takeRefusal(core, order);
  endTimers(core, order);
  // First, so that targets wait for the rest of an entry that is sent once more.
  judgeEntry(core, order);
  tend(core, order);
  if (order.state === state) return;
  rejectAlert(core, order);
  dispatchOrder(core, order);
}

function isAcceptance(event: Word): boolean {
  return event.type === 'outcome' && event.request === 'submit' && event.outcome.kind === 'accepted';
}

/** After a change of one order: its position's protection, and a flattening that goes on. */
function tend(core: Core, order: Order): void {
  const key = keyText(order);
  const position = core.facts.positions.get(key);
  if (!position) return;
  protect(core, position, key);
  continueFlatten(core, key);
}

/**
 * True where the venue never saw the order, so that it refused nothing: a new stop can be sent. That this does not go on
 * for ever is up to the guard that closes a position without a confirmed stop.
 */
function neverSent(event: Word): boolean {
  return (
    event.type === 'outcome' &&
    event.outcome.kind === 'rejected' &&
    event.outcome.code === 'BOTRC_NOT_AT_VENUE'
  );
}

/** What the venue's no to an order means: a refused stop leaves its position naked, others are not asked for again. */
function takeRefusal(core: Core, order: Order): void {
  if (order.state !== 'rejected' || (order.role !== 'stop' && order.role !== 'target')) return;
  const key = keyText(order);
  const position = core.facts.positions.get(key);
  if (!position || position.quantity === 0) return;
  if (order.role === 'target') {
    const { target } = order;
    if (target === undefined || target.plan !== position.plan?.targetsOf) return;
    emit(core, { type: 'record', record: { kind: 'venue-refused', key, target: target.index } });
    return;
  }
  if (order.type === 'trailing-stop') {
    emit(core, { type: 'record', record: { kind: 'venue-refused', key } });
    return;
  }
  const reason = `the venue refused its stop: ${order.reason ?? 'no reason given'}`;
  requestFlatten(core, [position], reason, 'flatten');
}

function rejectAlert(core: Core, order: Order): void {
  if (order.state !== 'rejected') return;
  emit(core, {
    type: 'alert',
    level: order.role === 'entry' ? 'warning' : 'critical',
    title: `${order.instrument}: ${order.role} order rejected`,
    text: `${order.clientOrderId}: ${order.reason ?? 'no reason given'}`,
    dedupeKey: `rejected/${order.instrument}/${order.role}`,
  });
}

/** Nothing waits for an order that has ended: an entry by signal for its expiry, a refused cancel for the next. */
function endTimers(core: Core, { clientOrderId, state, entry, cancelRequested }: Order): void {
  if (!isFinal(state) || core.facts.timers.size === 0) return;
  if (entry !== undefined) endTimer(core, `expire/${clientOrderId}`);
  if (cancelRequested) endTimer(core, `recancel/${clientOrderId}`);
}

function endTimer(core: Core, timerId: string): void {
  if (core.facts.timers.has(timerId)) emit(core, { type: 'timer', timerId, dueMs: 0 });
}
