import type { Cash, Currency, Leg, Ms, Price } from '../../sdk/index.ts';
import {
  applyRate,
  bankruptcyPrice,
  initialMargin,
  mulDivBig,
  tiersOf,
  toSafe,
  valueAt,
} from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { report } from '../orders/report.ts';
import type { Venue } from '../venue.ts';
import { forceTrade, settleInsurance } from './forced.ts';
import {
  heldIn,
  legsOf,
  maintenanceOf,
  maintenanceRequired,
  settledIn,
  valuation,
  venueEquity,
} from './margin.ts';
import { closingSide, holdingOf, type Position, unrealizedPnl } from './position.ts';

const LIQUIDATED = 'cancelled: the margin is below what positions must keep';

/**
 * Liquidates what can no longer keep its maintenance margin at the present valuation.
 *
 * Cross: while the equity of a currency is no more than the maintenance margin of all positions that settle in it,
 * the one that must keep the most is cut down. Isolated: each position stands for itself, with its initial margin.
 * Orders go first, since they could only make it worse.
 */
export function liquidateShort(venue: Venue, instrument: InstrumentBooks, nowMs: Ms): void {
  const { settle } = instrument.definition;
  if (venue.config.marginMode === 'isolated') {
    for (const [leg, position] of legsOf(instrument)) {
      const price = valuation(venue, instrument);
      if (price === undefined || !isShortAlone(instrument, position, price)) continue;
      cancelOrders(venue, [instrument], nowMs);
      const margin = (): Cash => initialMargin(instrument.definition, position.cost, instrument.leverage);
      while (position.quantity !== 0 && isShortAlone(instrument, position, price))
        cutDown(venue, instrument, leg, position, price, margin(), true, nowMs);
    }
    return;
  }
  if (!isShortTogether(venue, settle)) return;
  cancelOrders(venue, settledIn(venue, settle), nowMs);
  while (isShortTogether(venue, settle)) {
    const next = heaviest(venue, settle);
    if (next === undefined) return;
    const { instrument: heavy, position, leg, price } = next;
    // What stands behind it: the wallet and what the other positions have gained.
    const margin = venueEquity(venue, settle) - unrealizedPnl(position, heavy.definition, price);
    const isLast = heldIn(venue, settle).length === 1;
    cutDown(venue, heavy, leg, position, price, margin, isLast, nowMs);
  }
}

function isShortAlone({ definition, leverage }: InstrumentBooks, position: Position, price: Price): boolean {
  const kept =
    initialMargin(definition, position.cost, leverage) + unrealizedPnl(position, definition, price);
  return kept <= maintenanceOf(definition, position, price);
}

function isShortTogether(venue: Venue, currency: Currency): boolean {
  const required = maintenanceRequired(venue, currency);
  return required > 0n && venueEquity(venue, currency) <= required;
}

/** The position that must keep the most; one without a price cannot be closed. */
function heaviest(
  venue: Venue,
  currency: Currency,
): { instrument: InstrumentBooks; leg: Leg; position: Position; price: Price } | undefined {
  let found: ReturnType<typeof heaviest>;
  let most = -1n;
  for (const instrument of settledIn(venue, currency)) {
    const price = valuation(venue, instrument);
    if (price === undefined || instrument.definition.kind === 'spot') continue;
    for (const [leg, position] of legsOf(instrument)) {
      const kept = maintenanceOf(instrument.definition, position, price);
      if (kept <= most) continue;
      most = kept;
      found = { instrument, leg, position, price };
    }
  }
  return found;
}

/**
 * One step of a liquidation. A position above the first leverage tier is cut down into the tier below, at the mark.
 * In the first tier it is closed whole: at the mark where others are left, else at its bankruptcy price, where its
 * margin without the fee is gone; what lies between that price and the mark is the insurance fund's, gain or loss.
 */
function cutDown(
  venue: Venue,
  instrument: InstrumentBooks,
  leg: Leg,
  position: Position,
  mark: Price,
  margin: Cash,
  isLast: boolean,
  nowMs: Ms,
): void {
  const { definition } = instrument;
  const rate = venue.config.liquidationFee ?? venue.config.fees.taker;
  const held = Math.abs(position.quantity);
  const solvent = margin + unrealizedPnl(position, definition, mark);
  const partial = solvent > 0n ? quantityToLowerTier(instrument, position, mark) : held;
  if (partial < held || !isLast) {
    const forced = { price: mark, quantity: partial, cause: 'liquidation' } as const;
    forceTrade(venue, instrument, leg, { ...forced, fee: { rate, most: positive(solvent) } }, nowMs);
    return;
  }
  const fee = applyRate(valueAt(definition, mark, held), rate);
  const holding = holdingOf(position);
  const price =
    (solvent > fee ? bankruptcyPrice(definition, holding, margin - fee) : undefined) ??
    bankruptcyPrice(definition, holding, margin) ??
    mark;
  const isBuy = closingSide(position) === 'buy';
  const difference = valueAt(definition, mark, held) - valueAt(definition, price, held);
  const most = positive(margin + unrealizedPnl(position, definition, price));
  const forced = { price, quantity: held, cause: 'liquidation' } as const;
  forceTrade(venue, instrument, leg, { ...forced, fee: { rate, most } }, nowMs);
  // A sale below the mark is the fund's gain; of an inverse instrument value falls as the price rises.
  const gain = isBuy !== (definition.kind === 'inverse') ? -difference : difference;
  settleInsurance(venue, definition.settle, -gain);
}

/** What must go so that the rest lies in the tier below the position's own; all of it in the first tier. */
function quantityToLowerTier({ definition }: InstrumentBooks, position: Position, mark: Price): number {
  const held = Math.abs(position.quantity);
  const value = valueAt(definition, mark, held);
  const below = tiersOf(definition).findLast((tier) => tier.maxNotional < value);
  if (below === undefined || value === 0n) return held;
  const kept = toSafe(mulDivBig(BigInt(held), below.maxNotional, value, 'floor'));
  const rest = kept - (kept % definition.lot);
  return rest === 0 ? held : held - rest;
}

/** Orders of these instruments end, those on their way too. */
function cancelOrders(venue: Venue, instruments: readonly InstrumentBooks[], nowMs: Ms): void {
  for (const instrument of instruments) {
    const { id } = instrument.definition;
    for (const order of [...instrument.orders])
      report(venue, instrument, order, 'cancelled', nowMs, LIQUIDATED);
    const { pending } = venue.books;
    for (let i = pending.length - 1; i >= 0; i--) {
      const action = pending[i]!;
      if (action.kind !== 'submit' || action.order.request.instrument !== id) continue;
      pending.splice(i, 1);
      report(venue, instrument, action.order, 'rejected', nowMs, LIQUIDATED);
    }
  }
}

function positive(cash: Cash): Cash {
  return cash > 0n ? cash : 0n;
}
