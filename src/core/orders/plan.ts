import type { BreakEven, Price, Quantity, Target } from '../../sdk/index.ts';
import type { Position } from '../portfolio/position.ts';
import type { Order } from './order.ts';

/** What protects a position: carried by its entries, and merged by the position as they fill. */
export interface Plan {
  /** Number of the first order sent for it: of two plans the larger is the newer. */
  readonly id: number;
  readonly stop: Price;
  /** Fractions of what is held, in order of distance. */
  readonly targets: readonly Target[];
  /** `id` of the plan that the targets came with. */
  readonly targetsOf: number;
  /** The stop follows the best price at this distance. */
  readonly trailBy: Price | undefined;
  /** */
  readonly breakEven: BreakEven;
  /** |entry - stop| as it was asked for: 1 R in price; 0 where there was no entry price. */
  readonly distance: Price;
}

/** Which target of which plan an order is for. */
export interface TargetRef {
  readonly plan: number;
  readonly index: number;
}

/**
 * After a fill of one of its orders: a position that is closed or has turned drops its plan, an entry brings its own,
 * a target counts what it took. Part of the fold.
 * @param before the signed quantity that was held before the fill.
 */
export function foldPlan(position: Position, order: Order, quantity: Quantity, before: Quantity): void {
  position.dust = false;
  const sign = Math.sign(position.quantity);
  if (sign !== Math.sign(before)) {
    dropPlan(position);
  }
  if (sign === 0) return;
  const { plan, target } = order;
  if (target !== undefined) {
    if (target.plan !== position.plan?.targetsOf) return;
    position.taken[target.index] = (position.taken[target.index] ?? 0) + quantity;
  } else if (order.role === 'entry' && plan !== undefined && (order.side === 'buy') === sign > 0) {
    adopt(position, plan, sign > 0);
  }
}

/** Nothing protects it any more. Part of the fold. */
export function dropPlan(position: Position): void {
  position.plan = undefined;
  position.taken = [];
  position.refusedTargets = [];
  position.brokeEven = false;
  position.coreTrails = false;
}

function adopt(position: Position, plan: Plan, isLong: boolean): void {
  const old = position.plan;
  if (old !== undefined && old.id === plan.id) return;
  const merged = old === undefined ? plan : merge(old, plan, isLong);
  position.plan = merged;
  if (old === undefined || merged.targetsOf !== old.targetsOf) {
    position.taken = merged.targets.map(() => 0);
    position.refusedTargets = [];
  }
  // A newer entry has moved the average: the stop may have to follow it once more.
  if (merged.id !== old?.id) position.brokeEven = false;
}

/**
 * One plan for all that is held: the tighter stop of the two, so that no entry loosens another's, and the newer
 * plan's targets, or the older one's where the newer has none.
 */
function merge(one: Plan, other: Plan, isLong: boolean): Plan {
  const [older, newer] = one.id < other.id ? [one, other] : [other, one];
  const { targets, targetsOf } = newer.targets.length > 0 ? newer : older;
  return {
    ...newer,
    stop: tighter(one.stop, other.stop, isLong),
    targets,
    targetsOf,
    trailBy: newer.trailBy ?? older.trailBy,
  };
}

/** Of two stops the one closer to the market. */
export function tighter(a: Price, b: Price, isLong: boolean): Price {
  return isLong ? Math.max(a, b) : Math.min(a, b);
}

/** The plan's stop is moved; never back. Part of the fold. */
export function moveStop(position: Position | undefined, stop: Price): void {
  if (!position?.plan) return;
  position.plan = { ...position.plan, stop: tighter(position.plan.stop, stop, position.quantity > 0) };
}
