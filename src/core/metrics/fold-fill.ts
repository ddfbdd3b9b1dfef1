import {
  type Cash,
  type Currency,
  type Fill,
  type Instrument,
  keyText,
  type Ms,
  mulDiv,
  mulDivBig,
  pnlAt,
  type Quantity,
  RATE_SCALE,
  valueAt,
} from '../../sdk/index.ts';
import type { Order } from '../orders/order.ts';
import { addLatency } from './histogram.ts';
import type { Performance, Trip } from './performance.ts';
import { bookTo, closeTrip } from './trip.ts';

const ONE = 10 ** RATE_SCALE;

export interface BookedFill {
  readonly fill: Fill;
  readonly order: Order;
  readonly instrument: Instrument;
  /** Signed, before this fill. */
  readonly held: Quantity;
  readonly realized: Cash;
  /** In the settle currency, or as the fill says where it cannot be told in it. */
  readonly fee: Cash;
  readonly feeCurrency: Currency;
  readonly at: Ms;
}

/** Takes in a fill that has just been booked. `currency` is the account's. */
export function foldBookedFill(performance: Performance, currency: Currency, booked: BookedFill): void {
  const { fill, order, instrument, realized, at } = booked;
  const isFirst = order.filled === fill.quantity;
  if (isFirst && takesAtOnce(order)) addLatency(performance.execution.fill, at - order.createdMs);
  const fee = booked.feeCurrency === currency ? booked.fee : 0n;
  if (fee !== booked.fee) addForeign(performance, booked.feeCurrency, -booked.fee);
  performance.fees += fee;
  if (instrument.settle !== currency) {
    addForeign(performance, instrument.settle, realized);
    for (const sums of bookTo(performance, order)) sums.fees += fee;
    return;
  }
  foldPrice(performance, booked);
  for (const sums of bookTo(performance, order)) {
    sums.realized += realized;
    sums.fees += fee;
  }
  foldTrip(performance, booked, fee);
}

/** E-3: what was paid against what was asked, weighed by value. */
function foldPrice({ execution }: Performance, { fill, order, instrument }: BookedFill): void {
  const value = valueAt(instrument, fill.price, fill.quantity);
  execution.traded += value;
  const slippage = slippageOf(fill, order);
  if (slippage === undefined) return;
  execution.compared += value;
  execution.slippage += value * BigInt(slippage);
}

/**
 * By how much a fill was worse than the price that was asked for, in 10^-8 of it (E-3): the limit of a limit order, the
 * trigger of a stop, the touch at which a market order was decided. Negative is better. Undefined where no price was.
 */
export function slippageOf(fill: Fill, order: Order): number | undefined {
  const asked = order.price ?? order.triggerPrice ?? order.touch;
  if (asked === undefined || asked <= 0) return undefined;
  const worse = fill.side === 'buy' ? fill.price - asked : asked - fill.price;
  if (Number.isSafeInteger(worse * ONE)) return mulDiv(worse, ONE, asked, 'half');
  return Number(mulDivBig(BigInt(worse), BigInt(ONE), BigInt(asked), 'half'));
}

function foldTrip(performance: Performance, booked: BookedFill, fee: Cash): void {
  const { fill, order, held, realized, at } = booked;
  const isAgainst = held !== 0 && held > 0 !== (fill.side === 'buy');
  const closing = isAgainst ? Math.min(Math.abs(held), fill.quantity) : 0;
  const opening = fill.quantity - closing;
  const feeClosing = closing === 0 ? 0n : mulDivBig(fee, BigInt(closing), BigInt(fill.quantity), 'down');
  const key = keyText(order);
  let trip = performance.trips.get(key);
  if (trip && closing > 0) {
    trip.pnl += realized - feeClosing;
    if (closing === Math.abs(held)) closeTrip(performance, order, trip, at);
  }
  if (opening === 0) return;
  // What was held before anything was recorded belongs to no trip until it is flat.
  if (closing === Math.abs(held)) {
    if (performance.trips.size === 0) performance.heldSinceMs = at;
    trip = { openedMs: at, pnl: 0n, risk: 0n, isPlanned: true };
    performance.trips.set(key, trip);
  }
  if (trip) enlarge(trip, booked, opening, fee - feeClosing);
}

function enlarge(trip: Trip, { fill, order, instrument }: BookedFill, opening: Quantity, fee: Cash): void {
  trip.pnl -= fee;
  const stop = order.plan?.stop;
  if (stop === undefined) {
    trip.isPlanned = false;
    return;
  }
  const quantity = fill.side === 'buy' ? opening : -opening;
  const planned = -pnlAt(instrument, { quantity, cost: valueAt(instrument, fill.price, quantity) }, stop);
  // Filled beyond its own stop, it risks nothing more by plan.
  if (planned > 0n) trip.risk += planned;
}

function takesAtOnce({ type, timeInForce }: Order): boolean {
  return type === 'market' || (type === 'limit' && (timeInForce === 'ioc' || timeInForce === 'fok'));
}

function addForeign({ foreign }: Performance, currency: Currency, amount: Cash): void {
  foreign.set(currency, (foreign.get(currency) ?? 0n) + amount);
}
