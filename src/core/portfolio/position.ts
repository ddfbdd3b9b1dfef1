import type { Cash, Instrument, Ms, PositionKey, Price, Quantity, Side } from '../../sdk/index.ts';
import { mulDivBig, notional, toSafe } from '../../sdk/index.ts';
import type { Plan } from '../orders/plan.ts';

/** What one owner holds in one instrument. Mutable; only the fold changes it. */
export interface Position extends PositionKey {
  /** Signed: negative is short. */
  quantity: Quantity;
  /** Value paid for what is still held; of a short negative. The average is never stored. */
  cost: Cash;
  /** Before fees. */
  realized: Cash;
  /** Paid is positive. */
  fees: Cash;
  /** Received is positive. */
  funding: Cash;
  openedMs: Ms;
  plan: Plan | undefined;
  /** What each target of the plan has closed. */
  taken: Quantity[];
  /** Targets of the plan that the venue does not take, by index. */
  refusedTargets: number[];
  /** R-7 is done, or told, for the newest entry. */
  brokeEven: boolean;
  /** The venue does not take its trailing stop: the core moves the stop itself. */
  coreTrails: boolean;
  /** Told to be too small to be closed. */
  dust: boolean;
}

/** A position that an older version saved, with what has been added since. */
export function completePosition(saved: Position): Position {
  const bare = { id: 0, targetsOf: 0, trailBy: undefined, breakEven: 'off', distance: 0 } as const;
  return { ...createPosition(saved), ...saved, plan: saved.plan && { ...bare, ...saved.plan } };
}

/** Below the venue's smallest order: nothing can be sent for it. */
export function isDust({ quantity }: Pick<Position, 'quantity'>, { lot, minQuantity }: Instrument): boolean {
  const size = Math.abs(quantity);
  return size > 0 && size - (size % lot) < minQuantity;
}

export function createPosition(key: PositionKey): Position {
  const { account, instrument, leg, owner } = key;
  return {
    account,
    instrument,
    leg,
    owner,
    quantity: 0,
    cost: 0n,
    realized: 0n,
    fees: 0n,
    funding: 0n,
    openedMs: 0,
    plan: undefined,
    taken: [],
    refusedTargets: [],
    brokeEven: false,
    coreTrails: false,
    dust: false,
  };
}

/**
 * Books a fill of a linear or spot instrument and returns what it realized, before fees.
 * Closing part of a position removes cost x closed / held, rounded toward zero at the scale of cash, as the simulated
 * venue does: the only rounding, and it carries no cash away, as what is not removed now is removed by the last close.
 */
export function bookFill(
  position: Position,
  instrument: Instrument,
  side: Side,
  price: Price,
  quantity: Quantity,
  at: Ms,
): Cash {
  const sign = side === 'buy' ? 1 : -1;
  const held = Math.abs(position.quantity);
  const closing = position.quantity * sign < 0 ? Math.min(held, quantity) : 0;
  let realized = 0n;
  if (closing > 0) {
    const removed = mulDivBig(position.cost, BigInt(closing), BigInt(held), 'down');
    // What comes in from a sale, or goes out for a cover, less what the closed part had cost.
    realized = worth(instrument, price, -sign * closing) - removed;
    position.cost -= removed;
    position.quantity += sign * closing;
  }
  const opening = quantity - closing;
  if (opening > 0) {
    if (position.quantity === 0) position.openedMs = at;
    position.cost += worth(instrument, price, sign * opening);
    position.quantity += sign * opening;
  }
  position.realized += realized;
  return realized;
}

/** Average entry price, rounded toward zero at the price scale; undefined when flat. For showing, never for booking. */
export function entryPrice(position: Position, instrument: Instrument): Price | undefined {
  if (position.quantity === 0) return undefined;
  return toSafe(position.cost / worth(instrument, 1, position.quantity));
}

/** price x quantity - cost, in cash, exact. */
export function unrealized(position: Position, instrument: Instrument, mark: Price): Cash {
  return worth(instrument, mark, position.quantity) - position.cost;
}

/** price x signed quantity, exact. */
function worth({ priceScale, quantityScale }: Instrument, price: Price, quantity: Quantity): Cash {
  return notional(price, quantity, priceScale, quantityScale);
}
