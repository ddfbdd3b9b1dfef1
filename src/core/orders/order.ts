import type { Ms, OrderRequest, Price, Quantity, Target } from '../../sdk/index.ts';
import type { OrderState } from './machine.ts';

/** What protects a position: carried by the entry, adopted by the position at its first fill. */
export interface Plan {
  readonly stop: Price;
  readonly targets: readonly Target[];
}

/** An order as the facts know it. Mutable: it lives in the state and only the fold changes it. */
export interface Order extends OrderRequest {
  quantity: Quantity;
  price?: Price;
  triggerPrice?: Price;
  state: OrderState;
  /** Sum of its fills: what positions are made of. */
  filled: Quantity;
  /** Highest version of the venue's updates seen; -1 before the first. */
  version: number;
  readonly createdMs: Ms;
  updatedMs: Ms;
  /** Why it was rejected or cancelled. */
  reason: string | undefined;
  cancelRequested: boolean;
  /** An amend that has no outcome yet: the quantity it asked for. */
  amending: Quantity | undefined;
  /** And the trigger it asked for. */
  amendingTrigger: Price | undefined;
  readonly plan: Plan | undefined;
  readonly tag: string | undefined;
}

/** What may still fill, at most. */
export function openQuantity(order: Order): Quantity {
  return Math.max(order.quantity, order.amending ?? 0) - order.filled;
}
