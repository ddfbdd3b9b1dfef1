import {
  applyRate,
  type Cash,
  type Holding,
  type Instrument,
  type Price,
  pnlAt,
  type Quantity,
  type Side,
  valueAt,
} from '../../sdk/index.ts';
import { touchPrice } from '../market/market.ts';
import { exposedOrders } from '../orders/exposed-orders.ts';
import { exposedQuantity, type Order } from '../orders/order.ts';
import { settledToAccount } from '../portfolio/conversion.ts';
import { equity } from '../portfolio/equity.ts';
import type { Position } from '../portfolio/position.ts';
import { type Core, instrumentOf, markOf } from '../state.ts';
import type { Proposal } from './proposal.ts';

/**
 * What is lost when stops are hit. A stop that locks in a gain counts 0; what has no stop may lose all
 * of its value. All in the account's currency, converted at the stop where the instrument has its own price for it; 0
 * where it cannot be told.
 */

/** Of an entry at `price`. */
export function lossAtStop(
  core: Core,
  instrument: Instrument,
  side: Side,
  price: Price,
  stop: Price | undefined,
  quantity: Quantity,
): Cash {
  const held = side === 'buy' ? quantity : -quantity;
  const cost = valueAt(instrument, price, held);
  return lossOf(core, instrument, { quantity: held, cost }, stop, price);
}

/** Of what is held, against what it cost. */
export function positionRisk(core: Core, position: Position): Cash {
  const { quantity, cost, plan } = position;
  if (quantity === 0) return 0n;
  const instrument = instrumentOf(core, position.instrument);
  return lossOf(core, instrument, { quantity, cost }, plan?.stop, markOf(core, instrument.id) ?? 0);
}

function lossOf(
  core: Core,
  instrument: Instrument,
  holding: Holding,
  stop: Price | undefined,
  price: Price,
): Cash {
  const loss = stop === undefined ? magnitude(holding.cost) : -pnlAt(instrument, holding, stop);
  return loss > 0n ? (settledToAccount(core, instrument, loss, stop ?? price) ?? 0n) : 0n;
}

/** Of everything held and of every entry that may still fill, unknown ones included. */
export function totalRisk(core: Core): Cash {
  let sum = 0n;
  for (const position of core.facts.positions.values()) {
    sum += positionRisk(core, position);
  }
  for (const order of exposedOrders(core.facts)) {
    if (!order.reduceOnly) sum += orderRisk(core, order);
  }
  return sum;
}

function orderRisk(core: Core, order: Order): Cash {
  const market = core.markets.get(order.instrument);
  const touch = (market && touchPrice(market, order.side)) ?? order.price ?? order.triggerPrice ?? 0;
  const price = riskPrice(order, touch);
  const open = exposedQuantity(order);
  if (price === 0 || open <= 0) return 0n;
  return lossAtStop(core, instrumentOf(core, order.instrument), order.side, price, order.plan?.stop, open);
}

/** Where an entry fills at the worst for its risk: at its limit; a triggered one at its trigger or beyond. */
export function riskPrice(order: Pick<Proposal, 'side' | 'price' | 'triggerPrice'>, touch: Price): Price {
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
