import type { ClientOrderId, OrderRequest, Quantity } from '../../sdk/index.ts';

/** What must be known of an order to judge a change of it. */
export type SentOrder = Pick<
  OrderRequest,
  | 'clientOrderId'
  | 'instrument'
  | 'leg'
  | 'side'
  | 'type'
  | 'quantity'
  | 'price'
  | 'triggerPrice'
  | 'reduceOnly'
>;

/** Orders that were sent and may still fill: they count against the position limit before they do. */
export interface SentOrders {
  /** @param filled how much of it is filled already. */
  add(order: SentOrder, filled?: Quantity): void;
  get(id: ClientOrderId): SentOrder | undefined;
  filled(id: ClientOrderId, quantity: Quantity): void;
  /** Nothing more of it fills. */
  settled(id: ClientOrderId): void;
  /** What may still fill on one side of a position, of what enters or of what only reduces, but for one order. */
  open(of: Pick<SentOrder, 'instrument' | 'leg' | 'side' | 'reduceOnly'>, except?: ClientOrderId): Quantity;
}

export function createSentOrders(): SentOrders {
  const orders = new Map<ClientOrderId, { readonly order: SentOrder; filled: Quantity }>();
  return {
    add(order, filled) {
      const before = orders.get(order.clientOrderId)?.filled ?? 0;
      orders.set(order.clientOrderId, { order, filled: filled ?? before });
    },
    get: (id) => orders.get(id)?.order,
    filled(id, quantity) {
      const known = orders.get(id);
      if (!known) return;
      known.filled += quantity;
      if (known.filled >= known.order.quantity) orders.delete(id);
    },
    settled: (id) => void orders.delete(id),
    open({ instrument, leg, side, reduceOnly }, except) {
      let sum = 0;
      for (const [id, { order, filled }] of orders) {
        if (id === except || order.instrument !== instrument || order.leg !== leg) continue;
        if (order.side === side && order.reduceOnly === reduceOnly) sum += order.quantity - filled;
      }
      return sum;
    },
  };
}
