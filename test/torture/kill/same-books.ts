import type { Facts } from '../../../src/core/facts.ts';
import { isFinal } from '../../../src/core/orders/machine.ts';
import type { BotView } from '../../../src/core/view/bot.ts';
import type { OrderRow } from '../../../src/core/view/rows.ts';
import { CASH_SCALE, formatTrim, type OrderSnapshot } from '../../../src/sdk/index.ts';
import { LISTINGS } from '../../fixtures/venue/listings.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';

const CURRENCY = 'USDT';

/** What of the bot's view is not as the venue's own books say, a sentence each. Cash, positions, open orders, sums. */
export function viewDifferences(view: BotView, books: Books): readonly string[] {
  const { snapshot } = books;
  const total = snapshot.balances.find((b) => b.currency === CURRENCY)?.total ?? 0n;
  const held = snapshot.positions.map((p) => {
    const size = formatTrim(Math.abs(p.quantity), scalesOf(p.instrument).quantityScale);
    return `${p.instrument} ${p.quantity > 0 ? 'long' : 'short'} ${size}`;
  });
  const fees = books.fills.reduce((sum, fill) => sum + fill.fee, 0n);
  const funding = books.fundings.reduce((sum, paid) => sum + paid.amount, 0n);
  return [
    ...differs('cash', view.account.cash, money(total)),
    ...differs('fees', view.account.fees, money(fees)),
    ...differs('funding', view.account.funding, money(funding)),
    ...differs('fills', view.counters.fills, books.fills.length),
    ...differs(
      'positions',
      view.positions.map((p) => `${p.instrument} ${p.side} ${p.quantity}`).sort(),
      held.sort(),
    ),
    ...differs('open orders', view.orders.map(rowText).sort(), snapshot.orders.map(orderText).sort()),
  ];
}

/** The same of the facts as the journal has them, with the end of every order that they still know. */
export function factDifferences(facts: Facts, books: Books): readonly string[] {
  const { snapshot } = books;
  const total = snapshot.balances.find((b) => b.currency === CURRENCY)?.total;
  const held = [...facts.positions.values()].filter((p) => p.quantity !== 0);
  const open = [...facts.orders.values()].filter((order) => !isFinal(order.state));
  const theirs = new Map(books.orders.map((order) => [order.clientOrderId, order]));
  return [
    ...differs('cash in the journal', facts.cash.get(CURRENCY), total),
    ...differs('fills in the journal', facts.counters.fills, books.fills.length),
    ...differs(
      'positions in the journal',
      held.map((p) => `${p.instrument} ${p.quantity}`).sort(),
      snapshot.positions.map((p) => `${p.instrument} ${p.quantity}`).sort(),
    ),
    ...differs(
      'open orders in the journal',
      open.map((o) => `${o.clientOrderId} ${o.quantity} ${o.filled}`).sort(),
      snapshot.orders.map((o) => `${o.clientOrderId} ${o.quantity} ${o.filled}`).sort(),
    ),
    ...open.flatMap((o) =>
      o.amending === undefined ? [] : [`${o.clientOrderId}: its amend has no outcome`],
    ),
    ...[...facts.orders.values()]
      .filter((order) => isFinal(order.state))
      .flatMap((order) => {
        const there = theirs.get(order.clientOrderId);
        // What the venue turned away, or what never reached it.
        const end = there ? `${there.status} ${there.filled}` : 'rejected 0';
        return differs(`end of ${order.clientOrderId}`, `${order.state} ${order.filled}`, end);
      }),
  ];
}

/** Positions at the venue that no stop there covers. */
export function nakedPositions({ snapshot }: Books): readonly string[] {
  return snapshot.positions.flatMap(({ instrument, quantity }) => {
    const side = quantity > 0 ? 'sell' : 'buy';
    const covered = snapshot.orders
      .filter((o) => o.instrument === instrument && o.orderType === 'stop-market' && o.side === side)
      .reduce((sum, o) => sum + o.quantity - o.filled, 0);
    return covered >= Math.abs(quantity)
      ? []
      : [`${instrument} ${quantity} is covered by stops for ${covered}`];
  });
}

function rowText(row: OrderRow): string {
  return `${row.id} ${row.instrument} ${row.side} ${row.type} ${row.price} ${row.filled}/${row.quantity} ${row.state}`;
}

/** An order of the venue as the bot's view ought to show it. */
function orderText(order: OrderSnapshot): string {
  const { priceScale, quantityScale, tick } = scalesOf(order.instrument);
  const level = order.price ?? order.triggerPrice ?? 0;
  const price = formatTrim(level, priceScale, priceScale - (String(tick).length - 1));
  const sizes = [order.filled, order.quantity].map((q) => formatTrim(q, quantityScale)).join('/');
  const state = order.filled > 0 ? 'partial' : 'working';
  return `${order.clientOrderId} ${order.instrument} ${order.side} ${order.orderType} ${price} ${sizes} ${state}`;
}

function differs(what: string, ours: unknown, theirs: unknown): readonly string[] {
  const [a, b] = [text(ours), text(theirs)];
  return a === b ? [] : [`${what}: ${a} here, ${b} at the venue`];
}

function text(value: unknown): string {
  return Array.isArray(value) ? `[${value.join('; ')}]` : String(value);
}

export function scalesOf(instrument: string): { priceScale: number; quantityScale: number; tick: number } {
  const listing = LISTINGS.find((l) => l.instrument.id === instrument);
  if (!listing) throw new Error(`the venue lists no ${instrument}`);
  return listing.instrument;
}

function money(cash: bigint): string {
  return formatTrim(cash, CASH_SCALE, 2);
}
