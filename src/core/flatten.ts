import { formatTrim, keyText, type PositionKey } from '../sdk/index.ts';
import { touchPrice } from './market/market.ts';
import { allOpenOrders, cancelOrder, openOrders } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import { isDust, type Position } from './portfolio/position.ts';
import { isHeldBack } from './reconcile/hold.ts';
import { propose } from './risk/gate.ts';
import { type Core, emit, instrumentOf } from './state.ts';

/** Between a failed attempt to close and the next. It never gives up: a position that should be closed is open risk. */
const RETRY_MS = 1_000;

/**
 * Closes positions at market: entries and targets are cancelled, the stop stays until nothing is held. It is over when
 * nothing is held and no entry can fill any more: one that was under way fills before its cancel arrives.
 */
export function requestFlatten(
  core: Core,
  keys: readonly PositionKey[],
  reason: string,
  role: 'exit' | 'flatten',
): void {
  const closing = keys.filter((key) => {
    const orders = openOrders(core, key);
    cancelAllBut(core, orders, reason);
    const held = core.facts.positions.get(keyText(key))?.quantity ?? 0;
    const isDone = held === 0 || core.facts.positions.get(keyText(key))?.dust === true;
    const isOpen = !isDone || orders.some((order) => !order.reduceOnly);
    return isOpen && !core.facts.flattening.has(keyText(key));
  });
  if (closing.length === 0) return;
  emit(core, { type: 'record', record: { kind: 'flattening', keys: closing.map(keyText), reason } });
  for (const key of closing) flattenOne(core, key, reason, role);
}

/** Everything but what protects the position and what closes it. */
function cancelAllBut(core: Core, orders: readonly Order[], reason: string): void {
  for (const order of orders) {
    if (order.role !== 'stop' && order.role !== 'flatten') cancelOrder(core, order, reason);
  }
}

/** Goes on with what is being closed: after a fill, a reject, a restart, or the retry timer. */
export function continueFlatten(core: Core, text: string): void {
  if (!core.facts.flattening.has(text)) return;
  const key = core.facts.positions.get(text) ?? allOpenOrders(core.facts).find((o) => keyText(o) === text);
  if (key) flattenOne(core, key, 'closing goes on', 'flatten');
}

function flattenOne(core: Core, key: PositionKey, reason: string, role: 'exit' | 'flatten'): void {
  // Still wanted: it goes on when the account has been compared with the venue.
  if (isHeldBack(core.facts, key)) return;
  const timerId = `flatten/${keyText(key)}`;
  if (core.facts.timers.has(timerId)) return;
  const orders = openOrders(core, key);
  // A cancel that the venue refused is asked for again.
  cancelAllBut(core, orders, reason);
  const position = core.facts.positions.get(keyText(key));
  if (position && isDust(position, instrumentOf(core, key.instrument)) && orders.every((o) => o.reduceOnly)) {
    tellDust(core, position);
    return;
  }
  // An exit that rests in the book closes nothing now, and its cancel may take its time.
  const isClosing = orders.some((order) => order.reduceOnly && order.type === 'market');
  if (position && position.quantity !== 0 && !isClosing) close(core, position, reason, role);
  // Looks again whether or not the gate or the venue takes it.
  emit(core, { type: 'timer', timerId, dueMs: core.now + RETRY_MS });
}

/** What is too small to be closed is told once, and nobody goes on trying. */
export function tellDust(core: Core, position: Position): void {
  if (position.dust) return;
  const key = keyText(position);
  const { quantityScale, minQuantity } = instrumentOf(core, position.instrument);
  const text = (quantity: number): string => formatTrim(quantity, quantityScale);
  emit(core, { type: 'record', record: { kind: 'dust', key, quantity: position.quantity } });
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: `${position.instrument}: dust is left`,
    text: `${text(position.quantity)} is held, and the venue takes no order below ${text(minQuantity)}. It has no stop.`,
    dedupeKey: `dust/${key}`,
  });
}

function close(core: Core, position: Position, reason: string, role: 'exit' | 'flatten'): void {
  const instrument = instrumentOf(core, position.instrument);
  const side = position.quantity > 0 ? 'sell' : 'buy';
  const market = core.markets.get(instrument.id);
  propose(core, {
    proposal: {
      owner: position.owner,
      instrument,
      leg: position.leg,
      side,
      type: 'market',
      // A larger position is closed in several orders, each as large as the venue takes.
      quantity: Math.min(Math.abs(position.quantity), instrument.maxMarketQuantity),
      timeInForce: 'ioc',
      reduceOnly: true,
      role,
      reference: (market && touchPrice(market, side)) ?? 0,
    },
    cause: { type: 'flatten', reason },
  });
}
