import type { Cash, Instrument, Leg, Price, Quantity, Side } from '../../sdk/index.ts';
import { CASH_SCALE, mulDivBig, notional, pow10, toSafe } from '../../sdk/index.ts';

/** What an account holds of one instrument in one leg. The average entry price is kept as exact integer cost. */
export interface Position {
  /** Signed: negative is short. */
  quantity: Quantity;
  /** Notional at entry of what is held, >= 0, 0 when flat. */
  cost: Cash;
}

/** Signed quantity of a fill: a buy adds, a sell takes away. */
export function signed(side: Side, quantity: Quantity): Quantity {
  return side === 'buy' ? quantity : -quantity;
}

/**
 * Books an execution into the position and returns the realized PnL, fees apart.
 *
 * What reduces the position realizes proceeds minus the cost removed (for a short: cost removed minus what was
 * paid). The cost removed is cost x closed / held, rounded down: the only rounding here. The remainder stays in
 * the cost of what is held, so nothing is lost: once flat, the realized sum equals the cash flows exactly.
 */
export function applyExecution(
  position: Position,
  instrument: Instrument,
  side: Side,
  price: Price,
  quantity: Quantity,
): Cash {
  const { priceScale, quantityScale } = instrument;
  const value = (size: Quantity): Cash => notional(price, size, priceScale, quantityScale);
  const change = signed(side, quantity);
  const held = Math.abs(position.quantity);
  const reduces = position.quantity !== 0 && position.quantity > 0 !== change > 0;
  const closed = reduces ? Math.min(held, quantity) : 0;
  const opened = quantity - closed;

  let realized = 0n;
  if (closed > 0) {
    const removed = mulDivBig(position.cost, BigInt(closed), BigInt(held), 'down');
    realized = position.quantity > 0 ? value(closed) - removed : removed - value(closed);
    position.cost -= removed;
  }
  position.cost += value(opened);
  position.quantity += change;
  return realized;
}

/** What closing at `price` would realize. */
export function unrealizedPnl(position: Position, instrument: Instrument, price: Price): Cash {
  const value = notional(price, Math.abs(position.quantity), instrument.priceScale, instrument.quantityScale);
  return position.quantity >= 0 ? value - position.cost : position.cost - value;
}

/** Average entry price, to the nearest unit of the price scale; 0 when flat. */
export function entryPrice(position: Position, instrument: Instrument): Price {
  if (position.quantity === 0) return 0;
  const unit = pow10(CASH_SCALE - instrument.priceScale - instrument.quantityScale);
  return toSafe(mulDivBig(position.cost, 1n, BigInt(Math.abs(position.quantity)) * unit, 'half'));
}

/** How much an order of this side may at most reduce the leg by. */
export function reducible(position: Position | undefined, side: Side): Quantity {
  if (position === undefined) return 0;
  return Math.max(0, side === 'sell' ? position.quantity : -position.quantity);
}

/** Reduce-only and close-on-trigger orders; in hedge mode also a sell of the long leg and a buy of the short leg. */
export function onlyReduces(order: {
  leg: Leg;
  side: Side;
  reduceOnly: boolean;
  closeOnTrigger?: boolean;
}): boolean {
  if (order.reduceOnly || order.closeOnTrigger === true) return true;
  return (order.leg === 'long' && order.side === 'sell') || (order.leg === 'short' && order.side === 'buy');
}
