import { type InstrumentId, keyText, type PositionKey } from '../sdk/index.ts';
import { requestFlatten } from './flatten.ts';
import { allOpenOrders, cancelOrder } from './orders/open-orders.ts';
import { type Core, emit } from './state.ts';

/** Latches the kill switch and tells it; cancels what works and closes what is held, where asked to. */
export function kill(
  core: Core,
  reason: string,
  also: { readonly cancel: boolean; readonly flatten: boolean },
): void {
  emit(core, { type: 'record', record: { kind: 'killed', reason } });
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: 'kill switch on',
    text: `${reason}. No new exposure until \`bot resume --reason …\`.`,
    dedupeKey: `kill/${core.now}`,
  });
  if (also.cancel || also.flatten) cancelAll(core, reason);
  if (also.flatten) flattenAll(core, reason);
}

/** what kills by itself does once, and what the profile says about it: cancel, or cancel and flatten. */
export function autoKill(core: Core, reason: string): void {
  if (core.facts.kill) return;
  kill(core, reason, { cancel: true, flatten: core.config.risk.onKill === 'flatten' });
}

/** Everything but protective stops: those go when their position does. */
export function cancelAll(core: Core, reason: string, keys?: readonly string[]): void {
  for (const order of allOpenOrders(core.facts)) {
    if (keys && !keys.includes(keyText(order))) continue;
    if (order.role !== 'stop' && order.role !== 'flatten') cancelOrder(core, order, reason);
  }
}

export function flattenAll(core: Core, reason: string, only?: readonly string[]): void {
  const keys = new Map<string, PositionKey>();
  for (const key of [...core.facts.positions.values(), ...allOpenOrders(core.facts)]) {
    const text = keyText(key);
    if (!only || only.includes(text)) keys.set(text, key);
  }
  requestFlatten(core, [...keys.values()], reason, 'flatten');
}

/** Entries that still work, of one instrument or of all: a rule has just closed the door behind them. */
export function cancelEntries(core: Core, reason: string, only?: InstrumentId): void {
  for (const order of allOpenOrders(core.facts)) {
    if (order.reduceOnly || (only !== undefined && order.instrument !== only)) continue;
    cancelOrder(core, order, reason);
  }
}
