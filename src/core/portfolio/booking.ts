import type { Cash, Fill, Instrument, Ms, Price, Quantity, Side } from '../../sdk/index.ts';
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
import type { Position } from './position.ts';

/**
 * The books of one position. Every number is exact but two, and what they round away stays in the books:
 * - the value of an inverse fill is rounded once per fill (see `valueAt`), also where it closes one position and opens
 *   the opposite one: what opens is worth the rest of that one number.
 * - closing a part removes cost x closed / held, rounded toward zero at 10^-12, as the simulated venue does. What is
 *   not removed now is removed by the last close.
 */

/** Books a fill and returns what it realized, before fees, in the settle currency. */
export function bookFill(
  position: Position,
  instrument: Instrument,
  side: Side,
  price: Price,
  quantity: Quantity,
  at: Ms,
): Cash {
  const change = side === 'buy' ? quantity : -quantity;
  const before = position.quantity;
  const closing = before * change < 0 ? Math.min(Math.abs(before), quantity) : 0;
  let opened = valueAt(instrument, price, change);
  let realized = 0n;
  if (closing > 0) {
    const closed = closing === quantity ? opened : valueAt(instrument, price, Math.sign(change) * closing);
    const removed = costOf(position, instrument, closing);
    realized = gainOf(instrument, -closed, removed);
    position.cost -= removed;
    opened -= closed;
  }
  if (quantity > closing && Math.abs(before) === closing) position.openedMs = at;
  position.cost += opened;
  position.quantity += change;
  position.realized += realized;
  if (position.remnant !== undefined) hold(position, instrument, holdingOf(position, instrument));
  return realized;
}

/** What the closed part of what is held had cost. */
function costOf(position: Position, instrument: Instrument, closing: Quantity): Cash {
  const held = Math.abs(position.quantity);
  if (position.remnant === undefined) return mulDivBig(position.cost, BigInt(closing), BigInt(held), 'down');
  // Spot, which is never short.
  return mulDivBig(position.cost, baseAmount(instrument, closing), holdingOf(position, instrument), 'down');
}

/**
 * Books a fill's fee and returns what it was worth in the settle currency; undefined for one in a currency that the
 * instrument says nothing about: that one is kept by its currency.
 *
 * A fee that spot takes from the base it bought is booked as a part of it given away at the fill's own price: the cost
 * falls by its worth (rounded half away from zero at 10^-12), nothing is realized, and that worth is the fee.
 */
export function bookFee(position: Position, instrument: Instrument, fill: Fill): Cash | undefined {
  const { fee, feeCurrency, price } = fill;
  if (feeCurrency === instrument.settle) {
    position.fees += fee;
    return fee;
  }
  if (instrument.kind !== 'spot' || feeCurrency !== instrument.base) {
    position.otherFees ??= new Map();
    position.otherFees.set(feeCurrency, (position.otherFees.get(feeCurrency) ?? 0n) + fee);
    return undefined;
  }
  const worth = worthOf(instrument, price, fee);
  hold(position, instrument, holdingOf(position, instrument) - fee);
  position.cost -= worth;
  position.fees += worth;
  return worth;
}

/** All of the base that a spot position holds, at 10^-12. */
function holdingOf({ quantity, remnant = 0n }: Position, instrument: Instrument): Cash {
  return baseAmount(instrument, quantity) + remnant;
}

/** Sets what a spot position holds: as many whole lots as can be sold, and the remnant. */
function hold(position: Position, instrument: Instrument, holding: Cash): void {
  const lots = holding / baseAmount(instrument, instrument.lot);
  position.quantity = toSafe(lots) * instrument.lot;
  position.remnant = holding - baseAmount(instrument, position.quantity);
}

/** Average entry price, rounded toward zero at the price scale; undefined when flat. For showing, never for booking. */
export function entryPrice(position: Position, instrument: Instrument): Price | undefined {
  if (position.quantity === 0 || !position.remnant) return averagePrice(instrument, position);
  const holding = holdingOf(position, instrument);
  return toSafe(mulDivBig(position.cost, pow10(instrument.priceScale), holding, 'down'));
}

/** What the position would realize at the mark, in the settle currency. */
export function unrealized(position: Position, instrument: Instrument, mark: Price): Cash {
  if (!position.remnant) return pnlAt(instrument, position, mark);
  return worthOf(instrument, mark, holdingOf(position, instrument)) - position.cost;
}

/** An amount of a spot instrument's base at a price, in its quote, rounded half away from zero at 10^-12. */
function worthOf(instrument: Instrument, price: Price, base: Cash): Cash {
  return mulDivBig(base, BigInt(price), pow10(instrument.priceScale), 'half');
}
