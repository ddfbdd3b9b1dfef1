import { keyText, type PositionKey } from '../sdk/index.ts';
import type { Command } from './command.ts';
import { requestFlatten } from './flatten.ts';
import { allOpenOrders, cancelOrder } from './orders/open-orders.ts';
import { takeReconcile } from './reconcile/take-reconcile.ts';
import { type Core, emit } from './state.ts';
import { stopStrategy } from './stop-strategy.ts';

/** What an operator asked for. */
export function takeCommand(core: Core, command: Command): void {
  switch (command.kind) {
    case 'pause':
      if (!core.facts.paused) emit(core, { type: 'record', record: { kind: 'paused' } });
      return;
    case 'resume':
      emit(core, { type: 'record', record: { kind: 'resumed', reason: command.reason ?? '' } });
      return;
    case 'kill':
      emit(core, { type: 'record', record: { kind: 'killed', reason: command.reason } });
      emit(core, {
        type: 'alert',
        level: 'critical',
        title: 'kill switch on',
        text: `${command.reason}. No new exposure until \`bot resume --reason …\`.`,
        dedupeKey: `kill/${core.now}`,
      });
      if (command.cancel || command.flatten) cancelAll(core, command.reason);
      if (command.flatten) flattenAll(core, command.reason);
      return;
    case 'flatten':
      cancelAll(core, command.reason, command.keys);
      flattenAll(core, command.reason, command.keys);
      return;
    case 'stop-strategy':
      stopStrategy(core, command.owner, command.reason);
      return;
    case 'reconcile':
      takeReconcile(core, command);
      return;
    case 'wind-down':
      for (const order of core.facts.orders.values()) {
        if (!order.reduceOnly) cancelOrder(core, order, 'the bot is stopping');
      }
      return;
  }
}

/** Everything but protective stops: those go when their position does. */
function cancelAll(core: Core, reason: string, keys?: readonly string[]): void {
  for (const order of allOpenOrders(core.facts)) {
    if (keys && !keys.includes(keyText(order))) continue;
    if (order.role !== 'stop' && order.role !== 'flatten') cancelOrder(core, order, reason);
  }
}

function flattenAll(core: Core, reason: string, only?: readonly string[]): void {
  const keys = new Map<string, PositionKey>();
  for (const key of [...core.facts.positions.values(), ...allOpenOrders(core.facts)]) {
    const text = keyText(key);
    if (!only || only.includes(text)) keys.set(text, key);
  }
  requestFlatten(core, [...keys.values()], reason, 'flatten');
}
