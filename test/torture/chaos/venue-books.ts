import { readExecution } from '../../../plugins/exchange-bybit/src/private/read-execution.ts';
import { readOrder } from '../../../plugins/exchange-bybit/src/private/read-order.ts';
import type { Account } from '../../../plugins/exchange-bybit/src/sandbox/account/account.ts';
import {
  isOpen,
  type OrderRow,
  wireOrder,
} from '../../../plugins/exchange-bybit/src/sandbox/account/order-row.ts';
import type { Fill, Funding, OrderSnapshot } from '../../../src/sdk/index.ts';
import { venueSnapshot } from '../../../src/sim/index.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';

/** What the sandbox itself has in its books, in the bot's terms: cash and positions from the engine, exact. */
export function venueBooks(account: Account, nowMs: number): Books {
  const { venue, ledger } = account;
  const rows = [...ledger.orders.values()];
  const executions = ledger.executions.flatMap(({ wire, symbol }) => {
    const execution = readExecution(wire, account.instrument(symbol), false);
    return execution === undefined ? [] : [execution];
  });
  return {
    snapshot: { ...venueSnapshot(venue, nowMs), orders: rows.filter(isOpen).map(asOrder) },
    orders: rows.map(asOrder),
    fills: executions.filter((execution): execution is Fill => execution.type === 'fill'),
    fundings: executions.filter((execution): execution is Funding => execution.type === 'funding'),
    submits: [...ledger.asked],
    cancels: 0,
    amends: 0,
    pending: venue.books.pending.length,
  };
}

function asOrder(row: OrderRow): OrderSnapshot {
  return readOrder(wireOrder(row), row.instrument);
}
