import {
  baseAmount,
  type Cash,
  type Currency,
  type Fill,
  type Funding,
  type Instrument,
  keyText,
  type PositionKey,
  type Transfer,
  valueAt,
} from '../../sdk/index.ts';
import type { Facts } from '../facts.ts';
import { foldMoved } from '../metrics/fold-equity.ts';
import { foldBookedFill } from '../metrics/fold-fill.ts';
import { foldPaidFunding } from '../metrics/fold-funding.ts';
import { endFlattening } from '../orders/end-flattening.ts';
import { advance } from '../orders/fold-order.ts';
import { type Order, openQuantity } from '../orders/order.ts';
import { foldPlan } from '../orders/plan.ts';
import { venueOrder } from '../orders/venue-order.ts';
import { foldRiskTransfer } from '../risk/risk-facts.ts';
import { bookFee, bookFill } from './booking.ts';
import { createPosition, type Position } from './position.ts';
import { isSeen, noteSeen } from './seen.ts';

/** Books an execution once, whatever is repeated. */
export function foldFill(facts: Facts, known: Order | undefined, fill: Fill, at: number): void {
  if (fill.time > facts.lastExecutionMs) facts.lastExecutionMs = fill.time;
  const sight = sightOf(fill);
  // None of an order's fills has been booked while it has none: mostly there is one, and nobody has to look for it.
  if (known?.filled !== 0 && isSeen(facts, sight)) return;
  noteSeen(facts, sight);
  const order = known ?? venueOrder(facts, fill, at);
  const instrument = facts.instruments.get(fill.instrument);
  // A fill of an order that is not ours is the reconciliation's matter; the venue snapshot carries it.
  if (!order || !instrument) return;
  facts.counters.fills++;
  order.filled += fill.quantity;
  // While an amend is in doubt the larger size counts: the venue may have more of it to fill.
  advance(facts, order, openQuantity(order) <= 0 ? 'complete' : 'part', at);
  const position = positionOf(facts, order);
  const held = position.quantity;
  const realized = bookFill(position, instrument, fill.side, fill.price, fill.quantity, at);
  const fee = bookFee(position, instrument, fill);
  foldBookedFill(facts.performance, facts.currency, {
    fill,
    order,
    instrument,
    held,
    realized,
    fee: fee ?? fill.fee,
    feeCurrency: fee === undefined ? fill.feeCurrency : instrument.settle,
    at,
  });
  settleFill(facts, instrument, fill, realized);
  if (order.entry !== undefined) position.enteredMs[order.side] = at;
  foldPlan(position, order, fill.quantity, held);
  if (position.quantity === 0) endFlattening(facts, order);
}

/** Books a funding payment once. */
export function foldFunding(facts: Facts, funding: Funding): void {
  if (funding.time > facts.lastExecutionMs) facts.lastExecutionMs = funding.time;
  if (isKnown(facts, funding)) return;
  noteSeen(facts, sightOf(funding));
  settle(facts, funding.currency, funding.amount);
  const position = fundedPosition(facts, funding);
  if (position && funding.currency === facts.instruments.get(funding.instrument)?.settle)
    position.funding += funding.amount;
  foldPaidFunding(facts.performance, facts.currency, funding, position);
}

/** Whose funding it is: of what is held, and where it was told after the close, of what was opened last. */
function fundedPosition(facts: Facts, { instrument, leg }: Funding): Position | undefined {
  let newest: Position | undefined;
  for (const position of facts.positions.values()) {
    if (position.instrument !== instrument || position.leg !== leg) continue;
    if (position.quantity !== 0) return position;
    if (position.openedMs > (newest?.openedMs ?? 0)) newest = position;
  }
  return newest;
}

/** The position an order belongs to, made at first sight. */
export function positionOf(facts: Facts, order: PositionKey): Position {
  const text = keyText(order);
  const known = facts.positions.get(text);
  if (known) return known;
  const position = createPosition(order);
  facts.positions.set(text, position);
  return position;
}

/**
 * Books a deposit or withdrawal once: it moves the day's first equity along, so that it is never PnL. One in another
 * currency has to be valued for that, by the record that the core makes of it.
 */
export function foldTransfer(facts: Facts, transfer: Transfer): void {
  const sight = `t/${transfer.transferId}`;
  if (isSeen(facts, sight)) return;
  noteSeen(facts, sight);
  add(facts.cash, transfer.currency, transfer.amount);
  if (transfer.currency === facts.currency) foldMovedEquity(facts, transfer.amount);
}

/** Equity changed by what is no PnL: what it is measured against moves along. */
export function foldMovedEquity(facts: Facts, amount: Cash): void {
  if (facts.day) facts.day.equity += amount;
  foldMoved(facts.performance, amount);
  foldRiskTransfer(facts.risk, amount);
}

/** A contract moves what it realized; spot moves the two currencies themselves. */
function settleFill(facts: Facts, instrument: Instrument, fill: Fill, realized: Cash): void {
  const { fee, feeCurrency } = fill;
  if (instrument.kind === 'spot') {
    const bought = fill.side === 'buy' ? fill.quantity : -fill.quantity;
    settle(facts, instrument.quote, -valueAt(instrument, fill.price, bought));
    settle(facts, instrument.base, baseAmount(instrument, bought));
    settle(facts, feeCurrency, -fee);
  } else if (feeCurrency === instrument.settle) settle(facts, feeCurrency, realized - fee);
  else {
    settle(facts, instrument.settle, realized);
    settle(facts, feeCurrency, -fee);
  }
}

/**
 * Moves cash between the account and the venue, the only two there are: what one gets the other gives, to the last
 * unit, and what a rounding takes from one is on the other. Nothing is created.
 */
function settle(facts: Facts, currency: Currency, amount: Cash): void {
  add(facts.cash, currency, amount);
  add(facts.venue, currency, -amount);
}

function add(purse: Map<Currency, Cash>, currency: Currency, amount: Cash): void {
  purse.set(currency, (purse.get(currency) ?? 0n) + amount);
}

/** True for an execution that the facts hold already. */
export function isKnown(facts: Facts, execution: Fill | Funding): boolean {
  return isSeen(facts, sightOf(execution));
}

function sightOf(execution: Fill | Funding): string {
  return execution.type === 'fill' ? `f/${execution.fillId}` : `u/${execution.fundingId}`;
}
