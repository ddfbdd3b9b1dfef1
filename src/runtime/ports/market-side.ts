import type { Exchange, ExchangeEvent, Fill, Funding, OrderUpdate, Transfer } from '../../sdk/index.ts';

/** What a venue tells everybody; nothing of an account. */
export type MarketEvent = Exclude<ExchangeEvent, OrderUpdate | Fill | Funding | Transfer>;

/**
 * What of an exchange needs no account (M-1). Whoever is given this cannot send, change or ask for an order: there is no
 * such function on it, whatever key the plugin holds.
 */
export interface MarketSide
  extends Pick<
    Exchange,
    | 'capabilities'
    | 'instruments'
    | 'history'
    | 'subscribe'
    | 'unsubscribe'
    | 'symbols'
    | 'clockOffset'
    | 'clock'
    | 'close'
  > {
  connect(sink: (event: MarketEvent) => void): Promise<void>;
}

/** The market alone: an object of its own, so that the account side is not behind it either. */
export function marketSide(exchange: Exchange): MarketSide {
  return {
    capabilities: () => exchange.capabilities(),
    connect: (sink) =>
      exchange.connect((event) => {
        if (isMarket(event)) sink(event);
      }),
    instruments: (ids) => exchange.instruments(ids),
    history: (request) => exchange.history(request),
    subscribe: (subscriptions) => exchange.subscribe(subscriptions),
    unsubscribe: (subscriptions) => exchange.unsubscribe(subscriptions),
    close: () => exchange.close(),
    ...(exchange.symbols && { symbols: () => exchange.symbols?.() ?? Promise.resolve([]) }),
    ...(exchange.clockOffset && { clockOffset: () => exchange.clockOffset?.() ?? Promise.resolve(0) }),
    ...(exchange.clock && { clock: exchange.clock }),
  };
}

function isMarket(event: ExchangeEvent): event is MarketEvent {
  const { type } = event;
  return type !== 'order' && type !== 'fill' && type !== 'funding' && type !== 'transfer';
}
