import type { ClientOrderId, InstrumentId, OrderRequest, Quantity, Side } from '../../sdk/index.ts';

/** What must be known of an order to judge a change of it. */
export type SentOrder = Pick<
  OrderRequest,
  'clientOrderId' | 'instrument' | 'side' | 'type' | 'quantity' | 'price' | 'triggerPrice' | 'reduceOnly'
>;

/** Entries that were sent and may still fill: they count against the position limit before they do. */
export interface Entries {
  /** @param filled how much of it is filled already. */
  add(order: SentOrder, filled?: Quantity): void;
  get(id: ClientOrderId): SentOrder | undefined;
  filled(id: ClientOrderId, quantity: Quantity): void;
  /** Nothing more of it fills. */
  settled(id: ClientOrderId): void;
  /** What may still fill on one side, but for one order. */
  open(instrument: InstrumentId, side: Side, except?: ClientOrderId): Quantity;
}

export function createEntries(): Entries {
  const entries = new Map<ClientOrderId, { readonly order: SentOrder; filled: Quantity }>();
  return {
    add(order, filled) {
      const before = entries.get(order.clientOrderId)?.filled ?? 0;
      entries.set(order.clientOrderId, { order, filled: filled ?? before });
    },
    get: (id) => entries.get(id)?.order,
    filled(id, quantity) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.filled += quantity;
      if (entry.filled >= entry.order.quantity) entries.delete(id);
    },
    settled: (id) => void entries.delete(id),
    open(instrument, side, except) {
      let sum = 0;
      for (const [id, { order, filled }] of entries) {
        if (id !== except && order.instrument === instrument && order.side === side)
          sum += order.quantity - filled;
      }
      return sum;
    },
  };
}
