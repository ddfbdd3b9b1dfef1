import type { Cash, Holding, Instrument, Leg, OrderRequest, Price, Quantity, Side } from '../../sdk/index.ts';
import {
  averagePrice,
  baseAmount,
  gainOf,
  mulDivBig,
  pnlAt,
  pow10,
  toSafe,
  valueAt,
} from '../../sdk/index.ts';

/** What an account holds of one instrument in one leg. The average entry price is kept as exact integer cost. */
export interface Position {
  /** Signed: negative is short. Of spot what can be sold, see `remnant`. */
  quantity: Quantity;
  /** Spot: the base held beyond `quantity`, less than a lot: fees taken in the base leave it. Absent: none. */
  remnant?: Cash;
  /** Value at entry of what is held, in the settle currency, >= 0, 0 when flat. */
  cost: Cash;
}

/** Signed quantity of a fill: a buy adds, a sell takes away. */
export function signed(side: Side, quantity: Quantity): Quantity {
  return side === 'buy' ? quantity : -quantity;
}

/** The side that closes a position. */
export function closingSide(position: Position): Side {
  return position.quantity > 0 ? 'sell' : 'buy';
}

/** The position with its cost signed, as the formulas of value take it. */
export function holdingOf({ quantity, cost }: Position): Holding {
  return { quantity, cost: quantity < 0 ? -cost : cost };
}

/**
 * Books an execution into the position and returns the realized PnL, fees apart.
 *
 * What reduces the position realizes its value now against the cost removed (see `gainOf`). The cost removed is
 * cost x closed / held, rounded down: the only rounding here besides an inverse instrument's value, which is rounded
 * once: what turns a position around opens the rest of that one number. What is not removed stays in the cost of what
 * is held, so nothing is lost: once flat, the realized sum equals the cash flows exactly.
 */
export function applyExecution(
  position: Position,
  instrument: Instrument,
  side: Side,
  price: Price,
  quantity: Quantity,
): Cash {
  const change = signed(side, quantity);
  const held = Math.abs(position.quantity);
  const reduces = position.quantity !== 0 && position.quantity > 0 !== change > 0;
  const closed = reduces ? Math.min(held, quantity) : 0;

  let opened = valueAt(instrument, price, quantity);
  let realized = 0n;
  if (closed > 0) {
    const value = closed === quantity ? opened : valueAt(instrument, price, closed);
    const removed = mulDivBig(
      position.cost,
      baseAmount(instrument, closed),
      spotHolding(position, instrument, held),
      'down',
    );
    const gain = gainOf(instrument, value, removed);
    realized = position.quantity > 0 ? gain : -gain;
    position.cost -= removed;
    opened -= value;
  }
  position.cost += opened;
  position.quantity += change;
  if (position.remnant !== undefined)
    holdSpot(position, instrument, spotHolding(position, instrument, position.quantity));
  return realized;
}

/**
 * Takes a spot fee from the base that is held (a negative one, a rebate, adds to it) as if that much were given away at
 * the fill's own price: the cost falls by its worth, rounded half away from zero at 10^-12, and nothing is realized.
 */
export function payInBase(position: Position, instrument: Instrument, price: Price, fee: Cash): void {
  holdSpot(position, instrument, spotHolding(position, instrument, position.quantity) - fee);
  position.cost -= mulDivBig(fee, BigInt(price), pow10(instrument.priceScale), 'half');
}

/** So much of the position, and what is held beyond it, in the base at 10^-12. */
function spotHolding({ remnant = 0n }: Position, instrument: Instrument, quantity: Quantity): Cash {
  return baseAmount(instrument, quantity) + remnant;
}

/** As many whole lots as can be sold, and the remnant. */
function holdSpot(position: Position, instrument: Instrument, holding: Cash): void {
  position.quantity = toSafe(holding / baseAmount(instrument, instrument.lot)) * instrument.lot;
  position.remnant = holding - baseAmount(instrument, position.quantity);
}

/** What closing at `price` would realize. */
export function unrealizedPnl(position: Position, instrument: Instrument, price: Price): Cash {
  return pnlAt(instrument, holdingOf(position), price);
}

/** Average entry price, to the nearest unit of the price scale; 0 when flat. */
export function entryPrice(position: Position, instrument: Instrument): Price {
  if (position.quantity === 0 || !position.remnant)
    return averagePrice(instrument, holdingOf(position), 'half') ?? 0;
  const holding = spotHolding(position, instrument, position.quantity);
  return toSafe(mulDivBig(position.cost, pow10(instrument.priceScale), holding, 'half'));
}

/** How much an order of this side may at most reduce the leg by. */
export function reducible(position: Position | undefined, side: Side): Quantity {
  if (position === undefined) return 0;
  return Math.max(0, side === 'sell' ? position.quantity : -position.quantity);
}

/**
 * Reduce-only and close-on-trigger orders; in hedge mode also a sell of the long leg and a buy of the short leg; and
 * every sell of a spot instrument, which can only give away what is held.
 */
export function onlyReduces(
  { kind }: Pick<Instrument, 'kind'>,
  order: Pick<OrderRequest, 'leg' | 'side' | 'reduceOnly' | 'closeOnTrigger'>,
): boolean {
  if (order.reduceOnly || order.closeOnTrigger === true) return true;
  if (kind === 'spot') return order.side === 'sell';
  return opensAgainst(order.leg, order.side);
}

function opensAgainst(leg: Leg, side: Side): boolean {
  return (leg === 'long' && side === 'sell') || (leg === 'short' && side === 'buy');
}
