import { keyText, type Quantity } from '../sdk/index.ts';
import { requestFlatten, tellDust } from './flatten.ts';
import { keptText } from './kept-text.ts';
import { advanceStop } from './orders/advance-stop.ts';
import { closingSide } from './orders/closing-side.ts';
import { cancelOrder, openOrders } from './orders/open-orders.ts';
import { isAtVenue, type Order } from './orders/order.ts';
import { isStop, sizeStops } from './orders/stops.ts';
import { sizeTargets } from './orders/targets.ts';
import { isDust, type Position } from './portfolio/position.ts';
import { isHeldBack } from './reconcile/hold.ts';
import { type Core, emit, instrumentOf } from './state.ts';

/**
 * No naked position: after every change of a position or of its orders, stops and targets at the venue are made to
 * match what is really held, and what a flat position no longer needs is cancelled.
 */
export function protect(core: Core, position: Position, key: string = keyText(position)): void {
  if (isHeldBack(core.facts, position)) return;
  const orders = openOrders(core, position);
  if (position.quantity === 0) {
    for (const order of orders) if (order.reduceOnly) cancelOrder(core, order, 'the position is closed');
    endGuard(core, key);
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
  const instrument = instrumentOf(core, position.instrument);
  const tooSmall = isDust(position, instrument);
  if (tooSmall && orders.every((order) => order.reduceOnly)) {
    tellDust(core, position);
    endGuard(core, key);
    return;
  }
  if (isConfirmed(position, orders, held, instrument.lot)) endGuard(core, key);
  else beginGuard(core, key);
  advanceStop(core, position);
  const { plan } = position;
  // No order can be sent for it before its entry has filled more.
  if (plan === undefined || tooSmall) return;
  sizeStops(core, position, plan, orders, held);
  if (!core.facts.flattening.has(key)) sizeTargets(core, position, plan, orders, held);
}

/** Stops that rest at the venue cover all that is held in whole lots. */
function isConfirmed(position: Position, orders: readonly Order[], held: Quantity, lot: Quantity): boolean {
  let covered = 0;
  for (const order of orders) {
    if (isStop(position, order, 'stop-market') && isAtVenue(order)) covered += order.quantity - order.filled;
  }
  return covered >= held - (held % lot);
}

function beginGuard(core: Core, key: string): void {
  const timerId = keptText('unprotected', key);
  if (core.facts.timers.has(timerId)) return;
  emit(core, { type: 'timer', timerId, dueMs: core.now + core.config.risk.unprotectedMs });
}

function endGuard(core: Core, key: string): void {
  if (core.facts.timers.size === 0) return;
  const timerId = keptText('unprotected', key);
  if (core.facts.timers.has(timerId)) emit(core, { type: 'timer', timerId, dueMs: 0 });
}

/** The price of an instrument has moved: stops that follow it do. */
export function followPrice(core: Core, instrument: string): void {
  if (core.facts.positions.size === 0) return;
  for (const position of core.facts.positions.values()) {
    if (position.quantity === 0 || position.instrument !== instrument || position.plan === undefined)
      continue;
    if (advanceStop(core, position)) protect(core, position);
  }
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
