import {
  applyRate,
  type Cash,
  type Instrument,
  type Price,
  pnlAt,
  type Quantity,
  type Side,
  valueAt,
} from '../../sdk/index.ts';
import { touchPrice } from '../market/market.ts';
import { allOpenOrders } from '../orders/open-orders.ts';
import { type Order, openQuantity } from '../orders/order.ts';
import type { Position } from '../portfolio/position.ts';
import { type Core, equity, instrumentOf } from '../state.ts';

/**
 * What is lost when stops are hit. A stop that locks in a gain counts 0; what has no stop may lose all
 * of its value.
 */

/** Of an entry at `price`. */
export function lossAtStop(
  instrument: Instrument,
  side: Side,
  price: Price,
  stop: Price | undefined,
  quantity: Quantity,
): Cash {
  const held = side === 'buy' ? quantity : -quantity;
  const cost = valueAt(instrument, price, held);
  return stop === undefined ? magnitude(cost) : lossOf(instrument, { quantity: held, cost }, stop);
}

/** Of what is held, against what it cost. */
export function positionRisk(position: Position, instrument: Instrument): Cash {
  const { quantity, cost, plan } = position;
  if (quantity === 0) return 0n;
  return plan === undefined ? magnitude(cost) : lossOf(instrument, { quantity, cost }, plan.stop);
}

function lossOf(
  instrument: Instrument,
  holding: { readonly quantity: Quantity; readonly cost: Cash },
  stop: Price,
): Cash {
  const gain = pnlAt(instrument, holding, stop);
  return gain < 0n ? -gain : 0n;
}

/** Of everything held and of every entry that may still fill, unknown ones included. */
export function totalRisk(core: Core): Cash {
  let sum = 0n;
  for (const position of core.facts.positions.values()) {
    if (position.quantity !== 0) sum += positionRisk(position, instrumentOf(core, position.instrument));
  }
  for (const order of allOpenOrders(core.facts)) {
    if (!order.reduceOnly) sum += orderRisk(core, order);
  }
  return sum;
}

function orderRisk(core: Core, order: Order): Cash {
  const market = core.markets.get(order.instrument);
  const touch = (market && touchPrice(market, order.side)) ?? order.price ?? order.triggerPrice ?? 0;
  const price = riskPrice(order, touch);
  const open = openQuantity(order);
  if (price === 0 || open <= 0) return 0n;
  return lossAtStop(instrumentOf(core, order.instrument), order.side, price, order.plan?.stop, open);
}

/** Where an entry fills at the worst for its risk: at its limit; a triggered one at its trigger or beyond. */
export function riskPrice(
  order: { readonly side: Side; readonly price?: Price; readonly triggerPrice?: Price },
  touch: Price,
): Price {
  if (order.price !== undefined) return order.price;
  if (order.triggerPrice === undefined) return touch;
  return order.side === 'buy' ? Math.max(order.triggerPrice, touch) : Math.min(order.triggerPrice, touch);
}

/** 1 R in cash: riskPerTrade of the day's first equity, of equity now before the first day has begun. */
export function riskUnit(core: Core): Cash {
  const base = core.facts.day?.equity ?? equity(core);
  return base > 0n ? applyRate(base, core.config.sizing.riskPerTrade) : 0n;
}

function magnitude(value: Cash): Cash {
  return value < 0n ? -value : value;
}
