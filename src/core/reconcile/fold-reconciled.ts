import { keyText, type OrderRole, type OrderSnapshot, type PositionKey, valueAt } from '../../sdk/index.ts';
import type { CoreRecord } from '../effect.ts';
import type { Facts } from '../facts.ts';
import { dropTrip } from '../metrics/trip.ts';
import { endFlattening } from '../orders/end-flattening.ts';
import { createOrder } from '../orders/order.ts';
import { dropPlan } from '../orders/plan.ts';
import { foldMovedEquity, positionOf } from '../portfolio/fold-execution.ts';
import type { PlanItem, PlanSubject } from './plan.ts';

/** Marks of ignored differences kept; of more the oldest go. */
const IGNORED = 500;

/** Takes over what was decided of a plan; what is left of it waits. Part of the fold (E-6). */
export function foldReconciled(facts: Facts, record: Extract<CoreRecord, { kind: 'reconciled' }>): void {
  const applied = new Set(record.applied);
  facts.awaitsAccount = false;
  facts.plan = record.items.filter((item) => !applied.has(item.id));
  for (const item of record.items) if (applied.has(item.id)) foldItem(facts, item);
}

function foldItem(facts: Facts, { action, mark, subject }: PlanItem): void {
  if (action === 'ignore') {
    facts.ignored.add(mark);
    for (const oldest of facts.ignored) {
      if (facts.ignored.size <= IGNORED) return;
      facts.ignored.delete(oldest);
    }
  } else if (subject.kind === 'position') adoptPosition(facts, subject);
  else if (subject.kind === 'cash') adoptCash(facts, subject);
  else if (subject.kind === 'order' && action === 'adopt') adoptOrder(facts, subject.key, subject.order);
}

function adoptPosition(facts: Facts, subject: Extract<PlanSubject, { kind: 'position' }>): void {
  const { key, ours, theirs, entryPrice } = subject;
  const instrument = facts.instruments.get(key.instrument);
  if (!instrument) return;
  const position = positionOf(facts, key);
  const before = position.quantity;
  position.quantity += theirs - ours;
  position.cost = valueAt(instrument, entryPrice, position.quantity);
  if (position.remnant !== undefined) position.remnant = 0n;
  if (Math.sign(before) === Math.sign(position.quantity)) return;
  // What protected it belonged to another position.
  dropPlan(position);
  position.openedMs = facts.at;
  dropTrip(facts.performance, position, facts.at);
  endFlattening(facts, position);
}

function adoptCash(facts: Facts, subject: Extract<PlanSubject, { kind: 'cash' }>): void {
  const { currency, ours, theirs, isTransfer } = subject;
  facts.cash.set(currency, theirs);
  // What no trade explains is a deposit or a withdrawal, and those are never PnL.
  if (isTransfer && currency === facts.currency) foldMovedEquity(facts, theirs - ours);
}

function adoptOrder(facts: Facts, key: PositionKey, order: OrderSnapshot): void {
  const { clientOrderId, instrument, side, orderType, quantity, filled, version, reduceOnly } = order;
  const { price, triggerPrice, trailBy } = order;
  const request = {
    ...key,
    instrument,
    clientOrderId,
    side,
    type: orderType,
    quantity,
    ...(price !== undefined && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(trailBy !== undefined && { trailBy }),
    timeInForce: 'gtc',
    reduceOnly,
    role: roleOf(order),
  } as const;
  const state = filled > 0 ? 'partial' : 'working';
  facts.open.add(clientOrderId);
  facts.orders.set(clientOrderId, createOrder(request, facts.at, { state, filled, version }));
}

/** What an order is for, told by its kind. */
function roleOf({ orderType, reduceOnly }: OrderSnapshot): OrderRole {
  if (!reduceOnly) return 'entry';
  return orderType === 'stop-market' || orderType === 'stop-limit' || orderType === 'trailing-stop'
    ? 'stop'
    : 'target';
}

/** Whose position an adopted one is: the owner that holds or works there, else nobody's of ours. */
export function ownerThere(facts: Facts, key: Omit<PositionKey, 'owner'>): string {
  const isThere = (other: PositionKey): boolean =>
    keyText({ ...other, owner: '' }) === keyText({ ...key, owner: '' });
  for (const position of facts.positions.values()) {
    if (position.quantity !== 0 && isThere(position)) return position.owner;
  }
  for (const id of facts.open) {
    const order = facts.orders.get(id);
    if (order && isThere(order)) return order.owner;
  }
  return 'external';
}
