import type {
  InstrumentId,
  Leg,
  PositionKey,
  StrategyContext,
  StrategyOrder,
  StrategyPosition,
} from '../sdk/index.ts';
import { keyText } from '../sdk/index.ts';
import { legsOf } from './legs.ts';
import { openOrders } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import { entryPrice } from './portfolio/booking.ts';
import type { Position } from './portfolio/position.ts';
import { type Core, instrumentOf, type Seat } from './state.ts';

/** The seat's window on the core: one for all its calls, frozen, so that a strategy can keep nothing in it. */
export function contextOf(core: Core, seat: Seat): StrategyContext {
  seat.context ??= createContext(core, seat);
  return seat.context;
}

function createContext(core: Core, seat: Seat): StrategyContext {
  const { account, positionMode } = core.config;
  const { owner } = seat.config;
  const keyOf = (instrument: InstrumentId, leg: Leg): PositionKey => ({ account, instrument, leg, owner });
  const heldIn = (id: InstrumentId, leg: Leg): StrategyPosition =>
    positionView(core, core.facts.positions.get(keyText(keyOf(id, leg))));
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
    position(id, leg) {
      if (leg !== undefined || positionMode !== 'hedge') return heldIn(id, leg ?? 'net');
      return together(heldIn(id, 'long'), heldIn(id, 'short'));
    },
    orders(id, leg) {
      const legs = leg === undefined ? legsOf(positionMode) : [leg];
      return legs.flatMap((each) => openOrders(core, keyOf(id, each)).map(orderView));
    },
  });
}

const FLAT: StrategyPosition = Object.freeze({ quantity: 0, entryPrice: undefined, openedMs: undefined });

function positionView(core: Core, position: Position | undefined): StrategyPosition {
  if (!position || position.quantity === 0) return FLAT;
  return {
    quantity: position.quantity,
    entryPrice: entryPrice(position, instrumentOf(core, position.instrument)),
    openedMs: position.openedMs,
  };
}

/** Both legs of an instrument as one. */
function together(long: StrategyPosition, short: StrategyPosition): StrategyPosition {
  if (short.quantity === 0) return long;
  if (long.quantity === 0) return short;
  const openedMs = Math.min(long.openedMs ?? 0, short.openedMs ?? 0);
  return { quantity: long.quantity + short.quantity, entryPrice: undefined, openedMs };
}

export function orderView(order: Order): StrategyOrder {
  const { clientOrderId, instrument, leg, side, type, quantity, filled, state, tag } = order;
  return { clientOrderId, instrument, leg, side, type, quantity, filled, price: order.price, state, tag };
}
