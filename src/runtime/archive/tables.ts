import { CASH_SCALE, formatTrim } from '../../sdk/index.ts';
import { type OrderRecord, orderRecord } from '../explain/order-chain.ts';
import { roundsOf } from '../explain/rounds.ts';
import { type Units, unitsOf } from '../explain/units.ts';
import type { Found, JournalSearch } from '../journal/search.ts';
import type { Table } from './table-names.ts';

/** JSON-plain: numbers as decimal strings, times integer ms, null where a column has no meaning. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A table of the journal, row by row: every run's. */
export function rowsOf(search: JournalSearch, table: Table): readonly Row[] {
  if (table === 'trades') return tradeRows(search);
  const records = orderRecords(search);
  return table === 'orders'
    ? records.map((record) => orderRow(search, record))
    : records.flatMap((record) => fillRows(search, record));
}

/** Every order, in order of their beginning, from one pass over the journal. */
function orderRecords(search: JournalSearch): readonly OrderRecord[] {
  const mentions = new Map<string, Found[]>();
  for (const found of search.trading()) {
    for (const id of idsIn(found)) {
      const known = mentions.get(id);
      if (!known) mentions.set(id, [found]);
      else if (known.at(-1) !== found) known.push(found);
    }
  }
  const units = unitsCache(search);
  return [...mentions].flatMap(([id, found]) => orderRecord(id, found, units) ?? []);
}

function idsIn(found: Found): readonly string[] {
  if (found.kind === 'event') return 'clientOrderId' in found.event ? [found.event.clientOrderId] : [];
  return found.decision.effects.flatMap((effect) => {
    if (effect.type === 'submit') return effect.order.clientOrderId;
    if (effect.type === 'cancel' || effect.type === 'amend') return effect.request.clientOrderId;
    if (effect.type !== 'record' || effect.record.kind !== 'reconciled') return [];
    return effect.record.items.flatMap(({ subject }) =>
      subject.kind === 'order' ? subject.order.clientOrderId : [],
    );
  });
}

/** Scales of an instrument never change. */
function unitsCache(search: JournalSearch): (instrument: string) => Units {
  const cache = new Map<string, Units>();
  return (instrument) => {
    const units = cache.get(instrument) ?? unitsOf(search, instrument, Number.MAX_SAFE_INTEGER - 1);
    cache.set(instrument, units);
    return units;
  };
}

function orderRow(search: JournalSearch, { sent, order, end, units, requested, verdict }: OrderRecord): Row {
  const { clientOrderId, account, instrument, owner, role, side, type, price, triggerPrice, reduceOnly } =
    order;
  return {
    run: search.runAt(sent.seq)?.run ?? null,
    seq: sent.seq,
    timeMs: sent.at,
    clientOrderId,
    account,
    instrument,
    strategy: owner,
    role,
    side,
    type,
    price: price === undefined ? null : units.price(price),
    triggerPrice: triggerPrice === undefined ? null : units.price(triggerPrice),
    requestedPrice: requested === undefined ? null : units.price(requested),
    quantity: end.quantity,
    filled: end.filled,
    averagePrice: end.averagePrice ?? null,
    slippageBps: end.slippageBps ?? null,
    fees: end.fees ?? null,
    state: end.state,
    reduceOnly,
    sendToAckMs: end.sendToAckMs ?? null,
    sendToFillMs: end.sendToFillMs ?? null,
    reason: verdict?.intent.reason ?? null,
  };
}

function fillRows(search: JournalSearch, { sent, order, links }: OrderRecord): readonly Row[] {
  const { clientOrderId, account, instrument, owner, role, side } = order;
  return links.flatMap((link) => {
    if (link.step !== 'fill') return [];
    const { seq, atMs, fillId, price, quantity, fee, feeCurrency, liquidity, latencyMs } = link;
    return {
      run: search.runAt(sent.seq)?.run ?? null,
      seq,
      timeMs: atMs,
      fillId,
      clientOrderId,
      account,
      instrument,
      strategy: owner,
      role,
      side,
      price,
      quantity,
      fee,
      feeCurrency,
      liquidity,
      slippageBps: link.slippageBps ?? null,
      latencyMs,
    };
  });
}

/** From flat to flat; one that is still open has no end. */
function tradeRows(search: JournalSearch): readonly Row[] {
  const units = unitsCache(search);
  const cash = (value: bigint): string => formatTrim(value, CASH_SCALE, 2);
  return roundsOf(search).map((round) => {
    const { key, seq, openedMs, closedMs, largest, entered, left, before, after, orders } = round;
    const [account = '', instrument = '', leg = '', owner = ''] = key.split('/');
    const known = units(instrument);
    const average = ({ value, quantity }: typeof entered): string | null =>
      quantity > 0 ? known.price(Math.round(Number(value) / quantity)) : null;
    return {
      run: search.runAt(seq)?.run ?? null,
      seq,
      account,
      instrument,
      leg,
      strategy: owner,
      side: largest < 0 ? 'short' : 'long',
      openedMs,
      closedMs: closedMs ?? null,
      quantity: known.quantity(Math.abs(largest)),
      entryPrice: average(entered),
      exitPrice: average(left),
      realized: cash(after.realized - before.realized),
      fees: cash(after.fees - before.fees),
      funding: cash(after.funding - before.funding),
      currency: known.known?.settle ?? null,
      orders: [...orders].join(' '),
    };
  });
}

/** RFC 4180, with a header; a text that a spreadsheet would take for a formula gets a quote before it. */
export function* csvLines(rows: readonly Row[]): Generator<string> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  yield columns.join(',');
  for (const row of rows) yield columns.map((column) => csvCell(row[column] ?? null)).join(',');
}

function csvCell(value: Row[string]): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
