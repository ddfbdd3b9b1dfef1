import { formatTrim, keyText, type Ms, type PositionKey, type Side } from '../sdk/index.ts';
import { requestFlatten } from './flatten.ts';
import { cancelOrder, openOrders } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import type { Position } from './portfolio/position.ts';
import { isHeldBack } from './reconcile/hold.ts';
import { propose, proposeAmend } from './risk/gate.ts';
import type { Proposal } from './risk/proposal.ts';
import { type Core, emit, instrumentOf } from './state.ts';

/** Between a refused change of a stop's size and the next try. */
const RETRY_MS: Ms = 1_000;

/**
 * No naked position: after every change of a position or of its orders, the stop at the venue is made to match what
 * is really held, targets are sent once the entry is done, and what a flat position no longer needs is cancelled.
 */
export function protect(core: Core, position: Position): void {
  if (isHeldBack(core.facts, position)) return;
  const orders = openOrders(core, position);
  const key = keyText(position);
  const guard = `unprotected/${key}`;
  if (position.quantity === 0) {
    for (const order of orders) if (order.reduceOnly) cancelOrder(core, order, 'the position is closed');
    if (core.facts.timers.has(guard)) emit(core, { type: 'timer', timerId: guard, dueMs: 0 });
    return;
  }
  if (core.facts.flattening.has(key)) return;
  const held = Math.abs(position.quantity);
  const side = closingSide(position);
  for (const order of orders) {
    // Left over from a position of the other side: it protects nothing.
    if (order.reduceOnly && order.side !== side)
      cancelOrder(core, order, 'the position is on the other side');
  }
  const stops = orders.filter((o) => o.role === 'stop' && o.side === side && !o.cancelRequested);
  const confirmed = stops.some((o) => isAtVenue(o) && o.quantity - o.filled >= held);
  if (confirmed) {
    if (core.facts.timers.has(guard)) emit(core, { type: 'timer', timerId: guard, dueMs: 0 });
  } else if (!core.facts.timers.has(guard)) {
    emit(core, { type: 'timer', timerId: guard, dueMs: core.now + core.config.risk.unprotectedMs });
  }
  if (position.plan === undefined) return;
  sizeStop(core, position, position.plan.stop, stops, held);
  const entering = orders.some((o) => !o.reduceOnly);
  if (!entering && !position.targetsSent) sendTargets(core, position, held);
}

/** A stop kept its size: it is tried again after a while, not at once, because the next try may fail like this one. */
export function resizeLater(core: Core, key: PositionKey): void {
  emit(core, { type: 'timer', timerId: resizeTimer(key), dueMs: core.now + RETRY_MS });
}

function resizeTimer(key: PositionKey): string {
  return `resize/${keyText(key)}`;
}

function closingSide(position: Position): Side {
  return position.quantity > 0 ? 'sell' : 'buy';
}

function isAtVenue(order: Order): boolean {
  return order.state === 'working' || order.state === 'partial';
}

function sizeStop(
  core: Core,
  position: Position,
  trigger: number,
  stops: readonly Order[],
  held: number,
): void {
  const [stop] = stops;
  if (!stop) {
    const proposal = reducing(core, position, 'stop', held, { triggerPrice: trigger });
    const { priceScale, quantityScale } = instrumentOf(core, position.instrument);
    const reason = `stop for ${formatTrim(held, quantityScale)} at ${formatTrim(trigger, priceScale)}`;
    const refusal = propose(core, { proposal, cause: { type: 'protect', reason } });
    if (refusal) requestFlatten(core, [position], `its stop was refused: ${refusal.reason}`, 'flatten');
    return;
  }
  // A second entry brings its own stop: the trigger follows the newest plan, the size what is held.
  const fits = stop.quantity - stop.filled === held && stop.triggerPrice === trigger;
  if (!isAtVenue(stop) || stop.amending !== undefined || fits) return;
  if (core.facts.timers.has(resizeTimer(position))) return;
  const refusal = proposeAmend(core, {
    order: stop,
    change: {
      quantity: stop.filled + held,
      ...(stop.triggerPrice !== trigger && { triggerPrice: trigger }),
    },
    cause: { type: 'protect', reason: `stop for ${held} at ${trigger}` },
    reference: trigger,
  });
  if (refusal) cancelOrder(core, stop, `its size could not be changed: ${refusal.reason}`);
}

function sendTargets(core: Core, position: Position, held: number): void {
  const instrument = instrumentOf(core, position.instrument);
  let left = held;
  for (const target of position.plan?.targets ?? []) {
    const share = Math.floor(held * target.fraction + 1e-9);
    const quantity = Math.min(left, share - (share % instrument.lot));
    if (quantity <= 0) continue;
    left -= quantity;
    const proposal = reducing(core, position, 'target', quantity, { price: target.price });
    propose(core, {
      proposal,
      cause: { type: 'protect', reason: `target at ${formatTrim(target.price, instrument.priceScale)}` },
    });
  }
}

function reducing(
  core: Core,
  position: Position,
  role: 'stop' | 'target',
  quantity: number,
  level: { readonly price: number } | { readonly triggerPrice: number },
): Proposal {
  return {
    owner: position.owner,
    instrument: instrumentOf(core, position.instrument),
    leg: position.leg,
    side: closingSide(position),
    type: role === 'stop' ? 'stop-market' : 'limit',
    quantity,
    ...level,
    timeInForce: 'gtc',
    reduceOnly: true,
    role,
    reference: 'price' in level ? level.price : level.triggerPrice,
  };
}

/** The guard's time is up: still no confirmed stop. */
export function unprotected(core: Core, position: Position): void {
  if (position.quantity === 0) return;
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: `${position.instrument}: position without a stop`,
    text: `No stop was confirmed within ${core.config.risk.unprotectedMs} ms; the position is being closed.`,
    dedupeKey: `unprotected/${keyText(position)}`,
  });
  requestFlatten(core, [position], 'no stop was confirmed in time', 'flatten');
}
