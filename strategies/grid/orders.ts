import type { CancelIntent, PlainOrder, Quantity, StrategyOrder } from '@botrc/sdk';
import { type Grid, levelPrice, stopPrice } from './levels.ts';

/**
 * The orders a grid should have, from what it holds alone: level n (1 is the nearest to the centre) holds what there
 * is beyond the n - 1 before it, up to one unit. What a level lacks is wanted at its own price (in); what it has is
 * offered at the price of the level before it (out). A tag names level and grid: `i3g7`.
 */

const TAG = /^([io])(\d+)g(\d+)$/;

export function isOurs(tag: string | undefined): boolean {
  return tag !== undefined && TAG.test(tag);
}

export function isOld(tag: string | undefined, generation: number): boolean {
  const match = TAG.exec(tag ?? '');
  return match !== null && Number(match[3]) !== generation;
}

/** Entries, nearest first. */
export function wantedIn(grid: Grid, held: Quantity): PlainOrder[] {
  const { params, unit } = grid;
  const full = Math.floor(held / unit);
  const last = Math.min(params.levels, full + params.resting);
  const orders: PlainOrder[] = [];
  for (let level = full + 1; level <= last; level++) {
    const lacks = unit - Math.max(0, held - (level - 1) * unit);
    orders.push(...order(grid, level, 'in', lacks));
  }
  return orders;
}

/** Exits, nearest first. What is held beyond the last level, such as an adopted position, is offered with it. */
export function wantedOut(grid: Grid, held: Quantity): PlainOrder[] {
  const { params, unit } = grid;
  const deepest = Math.min(params.levels, Math.ceil(held / unit));
  const orders: PlainOrder[] = [];
  for (let level = deepest; level > Math.max(0, deepest - params.resting); level--) {
    const has = held - (level - 1) * unit;
    orders.push(...order(grid, level, 'out', level === params.levels ? has : Math.min(unit, has)));
  }
  return orders;
}

/** Entries beyond those that may rest: the price has come back and nearer levels are free again. */
export function surplus(grid: Grid, orders: readonly StrategyOrder[], held: Quantity): CancelIntent[] {
  const full = Math.floor(held / grid.unit);
  return orders.flatMap(({ clientOrderId, tag }) => {
    const [, way, level] = TAG.exec(tag ?? '') ?? [];
    if (way !== 'i' || Number(level) <= full + grid.params.resting) return [];
    return { type: 'cancel' as const, clientOrderId, reason: 'a nearer level has come free' };
  });
}

/** @param generation of the grid whose orders stay; -1: none. */
export function cancelOld(
  orders: readonly StrategyOrder[],
  generation: number,
  reason: string,
): CancelIntent[] {
  return orders
    .filter(({ tag }) => isOld(tag, generation))
    .map(({ clientOrderId }) => ({ type: 'cancel', clientOrderId, reason }));
}

/**
 * At its level; where the price has passed that, a tick away from the price. It may still take, at a price better than
 * its level: refused as a maker it would only be missing. None where it is too small.
 */
function order(grid: Grid, level: number, way: 'in' | 'out', quantity: Quantity): PlainOrder[] {
  const { side, last, generation, instrument } = grid;
  const { id, lot, tick, minQuantity } = instrument;
  const whole = quantity - (quantity % lot);
  if (whole < Math.max(1, minQuantity)) return [];
  const isIn = way === 'in';
  const isBuy = side > 0 === isIn;
  const at = levelPrice(grid, isIn ? level : level - 1);
  const price = isBuy
    ? Math.min(at, Math.ceil(last / tick) * tick - tick)
    : Math.max(at, Math.floor(last / tick) * tick + tick);
  const stop = stopPrice(grid);
  if (price <= 0 || (isIn && (price - stop) * side <= 0)) return [];
  return [
    {
      type: 'order',
      instrument: id,
      side: isBuy ? 'buy' : 'sell',
      orderType: 'limit',
      quantity: whole,
      price,
      ...(isIn ? { stop } : { reduceOnly: true }),
      tag: `${isIn ? 'i' : 'o'}${level}g${generation}`,
      reason: `grid level ${level}, ${isIn ? 'in' : 'out'}`,
    },
  ];
}
