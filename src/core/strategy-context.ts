import type { StrategyContext, StrategyOrder, StrategyPosition } from '../sdk/index.ts';
import { keyText } from '../sdk/index.ts';
import { openOrders } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import { entryPrice } from './portfolio/position.ts';
import { type Core, instrumentOf, type Seat } from './state.ts';

/** The seat's window on the core: one for all its calls, frozen, so that a strategy can keep nothing in it. */
export function contextOf(core: Core, seat: Seat): StrategyContext {
  seat.context ??= createContext(core, seat);
  return seat.context;
}

function createContext(core: Core, seat: Seat): StrategyContext {
  const keyOf = (instrument: string) =>
    ({ account: core.config.account, instrument, leg: 'net', owner: seat.config.owner }) as const;
  return Object.freeze<StrategyContext>({
    get nowMs() {
      return core.now;
    },
    get warm() {
      return seat.warm && !core.warming;
    },
    instrument: (id) => instrumentOf(core, id),
    book: (id) => core.markets.get(id)?.book,
    ticker: (id) => core.markets.get(id)?.ticker,
    position(id): StrategyPosition {
      const position = core.facts.positions.get(keyText(keyOf(id)));
      if (!position || position.quantity === 0) return FLAT;
      return {
        quantity: position.quantity,
        entryPrice: entryPrice(position, instrumentOf(core, id)),
        openedMs: position.openedMs,
      };
    },
    orders: (id) => openOrders(core, keyOf(id)).map(orderView),
  });
}

const FLAT: StrategyPosition = Object.freeze({ quantity: 0, entryPrice: undefined, openedMs: undefined });

export function orderView(order: Order): StrategyOrder {
  const { clientOrderId, instrument, side, type, quantity, filled, state, tag } = order;
  return { clientOrderId, instrument, side, type, quantity, filled, price: order.price, state, tag };
}
