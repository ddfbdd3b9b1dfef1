import { requestFlatten } from './flatten.ts';
import { allOpenOrders, cancelOrder } from './orders/open-orders.ts';
import { dropHeld } from './signals/held.ts';
import { type Core, emit } from './state.ts';

/** Contained: stopped by name, its entries cancelled, its positions left to their stops; the rest goes on. */
export function stopStrategy(core: Core, owner: string, reason: string): void {
  emit(core, { type: 'record', record: { kind: 'strategy-stopped', owner, reason } });
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: `strategy ${owner} was stopped`,
    text: `${reason}. Its entry orders are cancelled; its positions keep their stops.`,
    dedupeKey: `strategy-stopped/${owner}`,
  });
  dropHeld(core, 'its strategy was stopped', owner);
  for (const position of core.facts.positions.values()) {
    if (position.owner !== owner || position.quantity === 0 || position.plan !== undefined) continue;
    requestFlatten(core, [position], 'its strategy was stopped and it has no stop', 'flatten');
  }
  for (const order of allOpenOrders(core.facts)) {
    if (order.owner === owner && !order.reduceOnly) cancelOrder(core, order, 'its strategy was stopped');
  }
}
