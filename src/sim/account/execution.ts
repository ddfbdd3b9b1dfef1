import type { Cash, Currency, Fill, Ms, Price, Quantity } from '../../sdk/index.ts';
import { applyRate, notional } from '../../sdk/index.ts';
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
  const { books, config } = venue;
  const { definition } = instrument;
  const { request } = order;
  const currency = definition.settle;
  instrument.positions[request.leg] ??= { quantity: 0, cost: 0n };
  const position = instrument.positions[request.leg]!;

  const realized = applyExecution(position, definition, request.side, price, quantity);
  const value = notional(price, quantity, definition.priceScale, definition.quantityScale);
  const fee = applyRate(value, config.fees[liquidity]);
  move(books.house.counterparty, books.cash, currency, realized);
  move(books.cash, books.house.fees, currency, fee);
  instrument.counterparty -= signed(request.side, quantity);
  order.filled += quantity;

  const fill: Fill = {
    type: 'fill',
    fillId: `${config.idPrefix ?? 'sim'}-f${++books.counters.fill}`,
    clientOrderId: request.clientOrderId,
    venueOrderId: order.venueOrderId,
    instrument: definition.id,
    side: request.side,
    price,
    quantity,
    fee,
    feeCurrency: currency,
    liquidity,
    time: nowMs,
  };
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
