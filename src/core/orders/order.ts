import type {
  AmendRequest,
  ClientOrderId,
  Ms,
  Mutable,
  OrderRequest,
  Price,
  Quantity,
} from '../../sdk/index.ts';
import { isFinal, type OrderState } from './machine.ts';
import type { Plan, TargetRef } from './plan.ts';

/** An order as the facts know it. Mutable: it lives in the state and only the fold changes it. */
export interface Order extends OrderRequest {
  quantity: Quantity;
  price?: Price;
  triggerPrice?: Price;
  trailBy?: Price;
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
  /** An amend that has no outcome yet. */
  amending: Change | undefined;
  /** Of an entry whose amend to less the venue has taken: the size that may still fill until it says so. Absent: none. */
  feared?: Quantity;
  /** Of an order with no price of its own: what the market stood at when it was decided (E-3). */
  readonly touch: Price | undefined;
  readonly plan: Plan | undefined;
  readonly tag: string | undefined;
  /** One cancels the other: with the first fill of one of a strategy's group its others are cancelled. */
  readonly group: string | undefined;
  /** Of a target's order. */
  readonly target: TargetRef | undefined;
  /** Of an entry by signal. */
  readonly entry: EntryTerms | undefined;
  /** The most that the venue has said to be filled: its fills may still be on their way. */
  claimed: Quantity;
  /** `version` of the newest word of the venue on its size, and of the newest one when it was last amended. */
  told: number;
  amendedAt: number;
  /** E-2 has had its word on how much of it was filled. */
  isJudged: boolean;
}

/** Terms of an entry by signal. */
export interface EntryTerms {
  /** When the signal ends to be valid. */
  readonly expiresMs: Ms;
  /** It is the rest of that order, sent once more (E-2). */
  readonly retryOf?: ClientOrderId;
}

/** What an order is besides its request, when the facts first know of it. */
export type OrderOrigin = Partial<
  Pick<Order, 'state' | 'filled' | 'version' | 'touch' | 'plan' | 'tag' | 'group' | 'target' | 'entry'>
>;

/** An order as it begins: sent and not heard of, unless told otherwise. Part of the fold. */
export function createOrder(request: OrderRequest, at: Ms, origin: OrderOrigin): Order {
  const order: Mutable<Order> = {
    account: request.account,
    instrument: request.instrument,
    leg: request.leg,
    owner: request.owner,
    clientOrderId: request.clientOrderId,
    side: request.side,
    type: request.type,
    quantity: request.quantity,
    timeInForce: request.timeInForce,
    reduceOnly: request.reduceOnly,
    role: request.role,
    state: origin.state ?? 'pending',
    filled: origin.filled ?? 0,
    version: origin.version ?? -1,
    createdMs: at,
    updatedMs: at,
    reason: undefined,
    cancelRequested: false,
    amending: undefined,
    touch: origin.touch,
    plan: origin.plan,
    tag: origin.tag,
    group: origin.group,
    target: origin.target,
    entry: origin.entry,
    claimed: 0,
    told: -1,
    amendedAt: -1,
    isJudged: false,
  };
  if (request.price !== undefined) order.price = request.price;
  if (request.triggerPrice !== undefined) order.triggerPrice = request.triggerPrice;
  if (request.trailBy !== undefined) order.trailBy = request.trailBy;
  if (request.activationPrice !== undefined) order.activationPrice = request.activationPrice;
  if (request.closeOnTrigger !== undefined) order.closeOnTrigger = request.closeOnTrigger;
  return order;
}

/** An order that an older version saved, with what has been added since; its amend was a quantity alone. */
export function completeOrder(saved: Order): Order {
  const amending: unknown = saved.amending;
  return {
    ...createOrder(saved, saved.createdMs, {}),
    ...saved,
    ...(typeof amending === 'number' && { amending: { quantity: amending } }),
  };
}

/** The venue has said that it works there. */
export function isAtVenue({ state }: Order): boolean {
  return state === 'working' || state === 'partial';
}

/** The venue has said that it is filled, and its fills are on their way: nothing of it can be changed any more. */
export function isToldFilled({ claimed, quantity }: Order): boolean {
  return claimed >= quantity;
}

/** It works at the venue, and nothing is in doubt that a change of it could meet. */
export function isChangeable(order: Order): boolean {
  return isAtVenue(order) && order.amending === undefined && !order.cancelRequested && !isToldFilled(order);
}

/** What an amend asks for; absent fields stay. */
export type Change = Pick<AmendRequest, 'quantity' | 'price' | 'triggerPrice' | 'trailBy'>;

/** The change in an amend's request, field by field, so that equal ones have equal texts. */
export function changeOf({ quantity, price, triggerPrice, trailBy }: Change): Change {
  return {
    ...(quantity !== undefined && { quantity }),
    ...(price !== undefined && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(trailBy !== undefined && { trailBy }),
  };
}

/** Brings an order to what a change says. Part of the fold. */
export function applyChange(order: Order, { quantity, price, triggerPrice, trailBy }: Change): void {
  if (quantity !== undefined) order.quantity = quantity;
  if (price !== undefined) order.price = price;
  if (triggerPrice !== undefined) order.triggerPrice = triggerPrice;
  if (trailBy !== undefined) order.trailBy = trailBy;
}

/** What may still fill, at most; of a final order what the venue has claimed and not told yet. */
export function exposedQuantity(order: Order): Quantity {
  return isFinal(order.state) ? Math.max(0, order.claimed - order.filled) : openQuantity(order);
}

/** What may still fill of an open order, at most. */
export function openQuantity(order: Order): Quantity {
  return Math.max(order.quantity, order.amending?.quantity ?? 0, order.feared ?? 0) - order.filled;
}
