import type { Cash, Currency, Fill, Leg, Ms, Price, Quantity, Rate, Side } from '../../sdk/index.ts';
import { applyRate, baseAmount, feeFor, valueAt } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { RECENT_EXECUTIONS, remember } from '../books.ts';
import type { WorkingOrder } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { applyExecution, signed } from './position.ts';

/** Books one execution of an order: position, cash, fee, the counterparty's side, and the fill that tells of it. */
export function execute(
  venue: Venue,
  instrument: InstrumentBooks,
  order: WorkingOrder,
  price: Price,
  quantity: Quantity,
  liquidity: Fill['liquidity'],
  nowMs: Ms,
): void {
  const { clientOrderId, side, leg } = order.request;
  const { venueOrderId } = order;
  order.filled += quantity;
  const fee = feeOf(instrument, side, price, quantity, venue.config.fees[liquidity]);
  trade(
    venue,
    instrument,
    { clientOrderId, venueOrderId, side, leg, price, quantity, liquidity, fee },
    nowMs,
  );
}

/** One trade of the account with the counterparty. */
export interface AccountTrade {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly side: Side;
  readonly leg: Leg;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly liquidity: Fill['liquidity'];
  /** In the settle currency, paid by the account. */
  readonly fee: Cash;
  /** Where the venue made it. */
  readonly cause?: NonNullable<Fill['cause']>;
}

/** Moves what a trade moves, and tells of it: a contract what it realizes, spot the two currencies themselves. */
export function trade(venue: Venue, instrument: InstrumentBooks, made: AccountTrade, nowMs: Ms): void {
  const { books, config } = venue;
  const { definition } = instrument;
  const { side, leg, price, quantity, fee, cause } = made;
  instrument.positions[leg] ??= { quantity: 0, cost: 0n };
  const realized = applyExecution(instrument.positions[leg], definition, side, price, quantity);
  if (definition.kind === 'spot') {
    const change = signed(side, quantity);
    move(books.cash, books.house.counterparty, definition.quote, valueAt(definition, price, change));
    move(books.house.counterparty, books.cash, definition.base, baseAmount(definition, change));
  } else move(books.house.counterparty, books.cash, definition.settle, realized);
  move(books.cash, books.house.fees, definition.settle, fee);
  instrument.counterparty -= signed(side, quantity);
  venue.moves++;

  const fill: Fill = {
    type: 'fill',
    fillId: `${config.idPrefix ?? 'sim'}-f${++books.counters.fill}`,
    clientOrderId: made.clientOrderId,
    venueOrderId: made.venueOrderId,
    instrument: definition.id,
    side,
    price,
    quantity,
    fee,
    feeCurrency: definition.settle,
    liquidity: made.liquidity,
    time: nowMs,
    ...(cause !== undefined && { cause, leg }),
  };
  books.outbox.push(fill);
  remember(books.recentExecutions, fill, RECENT_EXECUTIONS);
}

/** Spot fees are taken in the quote currency as well, so that a sale leaves no dust behind. */
function feeOf(
  { definition }: InstrumentBooks,
  side: Side,
  price: Price,
  quantity: Quantity,
  rate: Rate,
): Cash {
  return definition.kind === 'spot'
    ? applyRate(valueAt(definition, price, quantity), rate)
    : feeFor(definition, { side, price, quantity }, rate).amount;
}

/** Moves cash from one purse to another: the only way cash changes here. A negative amount moves back. */
export function move(
  from: Record<Currency, Cash>,
  to: Record<Currency, Cash>,
  currency: Currency,
  amount: Cash,
): void {
  from[currency] = (from[currency] ?? 0n) - amount;
  to[currency] = (to[currency] ?? 0n) + amount;
}
