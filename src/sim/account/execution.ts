import type { Cash, Currency, Fill, Leg, Ms, Mutable, Price, Quantity, Side } from '../../sdk/index.ts';
import { baseAmount, feeFor, type Money, valueAt } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import { RECENT_EXECUTIONS, remember } from '../books.ts';
import type { WorkingOrder } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { applyExecution, payInBase, signed } from './position.ts';

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
  const fee = feeFor(instrument.definition, { side, price, quantity }, venue.config.fees[liquidity]);
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
  /** Paid by the account. */
  readonly fee: Money;
  /** Where the venue made it. */
  readonly cause?: NonNullable<Fill['cause']>;
}

/** Moves what a trade moves, and tells of it: a contract what it realizes, spot the two currencies themselves. */
export function trade(venue: Venue, instrument: InstrumentBooks, made: AccountTrade, nowMs: Ms): void {
  const { books, config } = venue;
  const { definition } = instrument;
  const { side, leg, price, quantity, fee, cause } = made;
  instrument.positions[leg] ??= { quantity: 0, cost: 0n };
  const position = instrument.positions[leg];
  const realized = applyExecution(position, definition, side, price, quantity);
  if (definition.kind === 'spot') {
    const change = signed(side, quantity);
    move(books.cash, books.house.counterparty, definition.quote, valueAt(definition, price, change));
    move(books.house.counterparty, books.cash, definition.base, baseAmount(definition, change));
  } else move(books.house.counterparty, books.cash, definition.settle, realized);
  move(books.cash, books.house.fees, fee.currency, fee.amount);
  if (fee.currency !== definition.settle) payInBase(position, definition, price, fee.amount);
  instrument.counterparty -= signed(side, quantity);
  venue.moves++;

  const fill: Mutable<Fill> = {
    type: 'fill',
    fillId: `${config.idPrefix ?? 'sim'}-f${++books.counters.fill}`,
    clientOrderId: made.clientOrderId,
    venueOrderId: made.venueOrderId,
    instrument: definition.id,
    side,
    price,
    quantity,
    fee: fee.amount,
    feeCurrency: fee.currency,
    liquidity: made.liquidity,
    time: nowMs,
  };
  if (cause !== undefined) {
    fill.cause = cause;
    fill.leg = leg;
  }
  books.outbox.push(fill);
  remember(books.recentExecutions, fill, RECENT_EXECUTIONS);
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
