import { keyText, type PositionKey } from '../../sdk/index.ts';
import type { Facts } from '../facts.ts';
import { exposedOrders } from './exposed-orders.ts';

/** Closing a position is over when nothing is held and no entry can fill any more. Part of the fold. */
export function endFlattening(facts: Facts, order: PositionKey): void {
  if (facts.flattening.size === 0) return;
  const key = keyText(order);
  if ((facts.positions.get(key)?.quantity ?? 0) !== 0) return;
  for (const other of exposedOrders(facts)) if (!other.reduceOnly && keyText(other) === key) return;
  facts.flattening.delete(key);
}
