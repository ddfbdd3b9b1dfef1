import type { Ms, OrderRequest, Outcome, Price } from '../../sdk/index.ts';
import { applyRate, isClientOrderId, isTriggered, largestValue } from '../../sdk/index.ts';
import { backing, marginRequired, orderValue } from '../account/margin.ts';
import { onlyReduces, reducible } from '../account/position.ts';
import type { InstrumentBooks } from '../books.ts';
import { oppositeSide } from '../matching/depth-book.ts';
import { withSlippage } from '../matching/slippage.ts';
import { bookToTake } from '../matching/source.ts';
import { settle } from '../settle.ts';
import type { Venue } from '../venue.ts';
import { listed, marketOf } from '../venue.ts';
import { openOrder } from './find.ts';
import { closedBecause } from './hours.ts';
import { arrival, enqueue } from './pending.ts';
import type { Refusal } from './refusal.ts';
import { ACCEPTED, refuse } from './refusal.ts';
import { checkForm, checkNotional, checkTriggerSide } from './validate.ts';
import { remaining, type WorkingOrder } from './working.ts';

/** Orders of one instrument that may be open at once. */
const MAX_OPEN_ORDERS = 500;

/**
 * Takes an order or turns it away with a reason (see RefusalCode). An accepted one reaches the market at `nowMs`
 * plus the latency, and its updates say what becomes of it there.
 */
export function submitOrder(venue: Venue, order: OrderRequest, nowMs: Ms): Outcome {
  settle(venue, nowMs);
  const instrument = listed(venue, order.instrument);
  if (order.account !== venue.config.account)
    return refuse('unknown-account', `there is no account ${order.account} here`);
  if (instrument === undefined) return refuse('unknown-instrument', `${order.instrument} is not listed`);
  const closed = closedBecause(instrument.definition, nowMs);
  if (closed !== undefined) return refuse('not-trading', closed);
  const refusal =
    checkId(venue, instrument, order) ??
    checkForm(order, instrument.definition, venue.books.positionMode) ??
    checkReduceOnly(instrument, order) ??
    checkTriggerSide(order, marketOf(venue, instrument).last, instrument.definition);
  if (refusal !== undefined) return refusal;

  const price = expectedPrice(venue, instrument, order);
  if (price === undefined) return refuse('no-price', `${order.instrument} has no price yet`);
  const working: WorkingOrder = {
    request: order,
    venueOrderId: `${venue.config.idPrefix ?? 'sim'}-o${venue.books.counters.order + 1}`,
    sentMs: nowMs,
    filled: 0,
    version: 0,
    updatedMs: nowMs,
    triggered: !isTriggered(order.type),
    seated: false,
    queueAhead: 0,
    acceptedPrice: price,
  };
  if (!onlyReduces(instrument.definition, order)) {
    const { definition } = instrument;
    const refused =
      checkNotional(order.quantity, order.price ?? order.triggerPrice ?? price, definition) ??
      checkMargin(venue, instrument, working);
    if (refused !== undefined) return refused;
  }
  venue.books.counters.order++;
  enqueue(venue, { ...arrival(venue, 'order', nowMs), kind: 'submit', order: working });
  return ACCEPTED;
}

/**
 * Margin of everything with this order in place, plus its taker fee, must be covered, and its tier admit it. Spot takes
 * a buy's fee from what it brings in.
 */
export function checkMargin(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
): Refusal | undefined {
  const { definition, leverage } = instrument;
  const { settle: currency } = definition;
  const value = orderValue(instrument, order);
  const held = instrument.positions[order.request.leg]?.cost ?? 0n;
  if (definition.kind !== 'spot' && held + value > largestValue(definition, leverage))
    return refuse('risk-limit', `a position of that value cannot be held at ${leverage} times`);
  const fee = definition.kind === 'spot' ? 0n : applyRate(value, venue.config.fees.taker);
  if (marginRequired(venue, currency, order) + fee <= backing(venue, currency)) return undefined;
  return refuse('insufficient-margin', `not enough ${currency} for the margin of this order`);
}

function checkId(venue: Venue, instrument: InstrumentBooks, order: OrderRequest): Refusal | undefined {
  const { clientOrderId: id } = order;
  if (!isClientOrderId(id))
    return refuse('bad-client-order-id', 'a client order id is 1 to 36 of A-Z a-z 0-9 _ -');
  if (venue.finals.has(id) || openOrder(venue, id) !== undefined)
    return refuse('duplicate-client-order-id', `client order id ${id} was used before`);
  let open = instrument.orders.length;
  for (const action of venue.books.pending) if (action.kind === 'submit') open++;
  return open >= MAX_OPEN_ORDERS
    ? refuse('too-many-orders', `no more than ${MAX_OPEN_ORDERS} orders may be open`)
    : undefined;
}

function checkReduceOnly(instrument: InstrumentBooks, order: OrderRequest): Refusal | undefined {
  const { definition } = instrument;
  if (definition.kind === 'spot' && order.side === 'sell') {
    const offered = instrument.orders.reduce(
      (sum, other) => sum + (other.request.side === 'sell' ? remaining(other) : 0),
      order.quantity,
    );
    return offered <= reducible(instrument.positions[order.leg], 'sell')
      ? undefined
      : refuse('insufficient-balance', `there is not so much ${definition.base} to sell`);
  }
  if (
    !onlyReduces(instrument.definition, order) ||
    reducible(instrument.positions[order.leg], order.side) > 0
  )
    return undefined;
  return refuse('reduce-only', `there is no ${order.leg} position that a ${order.side} could reduce`);
}

/** What the market would give a market order now: best opposite level, else the last price, with slippage. */
function expectedPrice(venue: Venue, instrument: InstrumentBooks, order: OrderRequest): Price | undefined {
  const market = marketOf(venue, instrument);
  const book = bookToTake(venue, instrument);
  const best = book === undefined ? undefined : oppositeSide(book, order.side).prices[0];
  const price = best ?? market.last ?? order.price;
  return price === undefined ? undefined : withSlippage(venue, instrument, order.side, price);
}
