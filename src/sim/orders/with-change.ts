import type { AmendRequest, OrderRequest } from '../../sdk/index.ts';

/** The order with a change applied to it. */
export function withChange(order: OrderRequest, change: AmendRequest): OrderRequest {
  const { quantity, price, triggerPrice, trailBy } = change;
  return {
    ...order,
    ...(quantity !== undefined && { quantity }),
    ...(price !== undefined && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(trailBy !== undefined && { trailBy }),
  };
}

/** A smaller quantity keeps an order's place in the queue; any other change is a new arrival. */
export function keepsPlace(before: OrderRequest, after: OrderRequest): boolean {
  return (
    after.quantity <= before.quantity &&
    after.price === before.price &&
    after.triggerPrice === before.triggerPrice &&
    after.trailBy === before.trailBy
  );
}
