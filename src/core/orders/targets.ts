import { formatTrim, type Price, type Quantity } from '../../sdk/index.ts';
import type { Position } from '../portfolio/position.ts';
import { propose, proposeAmend } from '../risk/gate.ts';
import { type Core, instrumentOf } from '../state.ts';
import { closingSide } from './closing-side.ts';
import { cancelOrder } from './open-orders.ts';
import { type Change, isChangeable, type Order } from './order.ts';
import type { Plan } from './plan.ts';
import { shares } from './shares.ts';
import { resizeTimer } from './stops.ts';

/**
 * Makes the targets at the venue match the plan and what is really held (E-2): a target that was sized for less grows
 * with each further fill, and one that has filled leaves the others as they are. Where an entry takes at once they
 * wait until it is done.
 * @param orders the position's own that still work.
 */
export function sizeTargets(
  core: Core,
  position: Position,
  plan: Plan,
  orders: readonly Order[],
  held: Quantity,
): void {
  if (
    orders.some(
      (order) => !order.reduceOnly && order.timeInForce !== 'gtc' && order.timeInForce !== 'post-only',
    )
  )
    return;
  const own = orders.filter((order) => order.role === 'target' && order.side === closingSide(position));
  for (const order of own) {
    if (order.target?.plan !== plan.targetsOf) cancelOrder(core, order, 'the position has a newer plan');
  }
  const sizes = targetSizes(core, position, plan, held);
  for (const [index, { price }] of plan.targets.entries()) {
    const [order, ...others] = own.filter(
      (o) => o.target?.plan === plan.targetsOf && o.target.index === index,
    );
    for (const other of others) cancelOrder(core, other, 'one order is enough for the target');
    const size = sizes[index] ?? 0;
    if (order) matchTarget(core, position, order, size, price);
    else if (size > 0) sendTarget(core, position, plan, index, size);
  }
}

/** What each target still has to close: its share of all that is held and of what the targets took, less what it took. */
function targetSizes(core: Core, position: Position, plan: Plan, held: Quantity): Quantity[] {
  let left = held;
  return targetShares(core, position, plan, held).map((share, i) => {
    const size = Math.max(0, Math.min(left, share - (position.taken[i] ?? 0)));
    left -= size;
    return size;
  });
}

function targetShares(core: Core, position: Position, plan: Plan, held: Quantity): Quantity[] {
  const taken = position.taken.reduce((sum, each) => sum + each, 0);
  const fractions = plan.targets.map((target) => target.fraction);
  return shares(instrumentOf(core, position.instrument), held + taken, fractions);
}

/** True once a target has closed all of its share. */
export function hasTakenTarget(core: Core, position: Position, plan: Plan): boolean {
  if (!position.taken.some((taken) => taken > 0)) return false;
  const parts = targetShares(core, position, plan, Math.abs(position.quantity));
  return parts.some((share, i) => share > 0 && (position.taken[i] ?? 0) >= share);
}

function matchTarget(core: Core, position: Position, order: Order, size: Quantity, price: Price): void {
  if (order.cancelRequested) return;
  if (size === 0) {
    cancelOrder(core, order, 'nothing is left for the target');
    return;
  }
  const { minQuantity } = instrumentOf(core, position.instrument);
  const isSized = order.quantity - order.filled === size || size < minQuantity;
  const change: Change = {
    ...(!isSized && { quantity: order.filled + size }),
    ...(order.price !== price && { price }),
  };
  if (Object.keys(change).length === 0 || !isChangeable(order)) return;
  if (core.facts.timers.has(resizeTimer(position))) return;
  const cause = { type: 'protect', reason: `target for ${size}` } as const;
  const refusal = proposeAmend(core, { order, change, cause, reference: price });
  if (refusal) cancelOrder(core, order, `it could not be changed: ${refusal.reason}`);
}

function sendTarget(core: Core, position: Position, plan: Plan, index: number, size: Quantity): void {
  const instrument = instrumentOf(core, position.instrument);
  const target = { plan: plan.targetsOf, index };
  const price = plan.targets[index]?.price ?? 0;
  // The venue's no is not asked for again: the stop protects all the same.
  if (position.refusedTargets.includes(index)) return;
  propose(core, {
    proposal: {
      owner: position.owner,
      instrument,
      leg: position.leg,
      side: closingSide(position),
      type: 'limit',
      quantity: Math.min(size, instrument.maxQuantity),
      price,
      timeInForce: 'gtc',
      reduceOnly: true,
      role: 'target',
      reference: price,
    },
    cause: { type: 'protect', reason: `target at ${formatTrim(price, instrument.priceScale)}` },
    target,
  });
}
