import type { ClientOrderId, Fill, Funding, Ms, OrderSnapshot, VenueSnapshot } from '@botrc/sdk';
import { has, hasBothEnds } from '../capabilities.ts';
import type { CcxtClient, CcxtOrder, CcxtTrade } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import type { Definitions } from '../definitions.ts';
import type { Drops } from '../drops.ts';
import { isA } from '../failures.ts';
import type { CcxtOptions } from '../options.ts';
import type { Listed } from '../units.ts';
import type { VenueTime } from '../venue-time.ts';
import { featuresOf } from './form.ts';
import type { Ids } from './ids.ts';
import { readBalances, readFill, readFunding, readOrder, readPosition } from './read.ts';

const MOST_PAGES = 50;

export interface QueryParts {
  readonly client: CcxtClient;
  readonly options: CcxtOptions;
  readonly deadline: Deadline;
  readonly definitions: Definitions;
  readonly drops: Drops;
  readonly ids: Ids;
  readonly time: VenueTime;
}

/** What the account is asked. Every question may end in BOTRC_EXCHANGE_UNREACHABLE, _REFUSED, _KEY or _CLOSED. */
export class Queries {
  readonly #parts: QueryParts;

  constructor(parts: QueryParts) {
    this.#parts = parts;
  }

  /** Of one instrument, or of all where the exchange answers that. */
  async openOrders(listed?: Listed): Promise<OrderSnapshot[]> {
    const { client, deadline, definitions, options } = this.#parts;
    const ask = async (symbol: string | undefined): Promise<OrderSnapshot[]> =>
      this.orders(await deadline.ask('open orders', () => client.fetchOpenOrders(symbol)));
    if (listed !== undefined) return ask(listed.symbol);
    if (featuresOf(client, options, 'fetchOpenOrders').symbolRequired === false) return ask(undefined);
    const found: OrderSnapshot[] = [];
    for (const known of definitions.all()) found.push(...(await ask(known.symbol)));
    return found;
  }

  /** An order, open or not, by our id. */
  async order(id: ClientOrderId, listed: Listed): Promise<OrderSnapshot | undefined> {
    const open = (await this.openOrders(listed)).find((order) => order.clientOrderId === id);
    if (open !== undefined) return open;
    const venueId = this.#parts.ids.venueOf(id);
    const one = venueId === undefined ? undefined : await this.#byVenueId(venueId, listed);
    return one ?? (await this.finalOrders(listed)).find((order) => order.clientOrderId === id);
  }

  /** The newest orders that are not open any more, as far as one answer reaches. */
  async finalOrders({ symbol }: Listed): Promise<OrderSnapshot[]> {
    const { client, deadline } = this.#parts;
    const ask = (request: () => Promise<readonly CcxtOrder[]>) => deadline.ask('final orders', request);
    if (has(client, 'fetchCanceledAndClosedOrders'))
      return this.orders(await ask(() => client.fetchCanceledAndClosedOrders(symbol)));
    if (has(client, 'fetchOrders')) return this.orders(await ask(() => client.fetchOrders(symbol)));
    if (!hasBothEnds(client)) return [];
    const closed = await ask(() => client.fetchClosedOrders(symbol));
    return this.orders([...closed, ...(await ask(() => client.fetchCanceledOrders(symbol)))]);
  }

  /** Fills from `fromMs` on, oldest first. */
  async fills(listed: Listed, fromMs: Ms): Promise<Fill[]> {
    const { client, deadline, ids } = this.#parts;
    const found = new Map<string, CcxtTrade>();
    for (let page = 0, cursor = fromMs; page < MOST_PAGES; page++) {
      const before = found.size;
      const trades = await deadline.ask('trades of the account', () =>
        client.fetchMyTrades(listed.symbol, cursor),
      );
      for (const trade of trades) if (trade.id !== undefined) found.set(trade.id, trade);
      const newest = Math.max(cursor, ...trades.map((trade) => trade.timestamp ?? 0));
      if (found.size === before) break;
      cursor = newest;
    }
    const trades = [...found.values()].filter((trade) => (trade.timestamp ?? 0) >= fromMs);
    // Orders of an earlier run: the venue's own list tells which was which.
    if (trades.some((trade) => ids.ofTrade(trade) === undefined)) await this.finalOrders(listed);
    return this.readFills(trades).sort((a, b) => a.time - b.time);
  }

  async funding(listed: Listed, fromMs: Ms): Promise<Funding[]> {
    const { client, deadline } = this.#parts;
    if (!has(client, 'fetchFundingHistory') || listed.instrument.fundingIntervalMs === 0) return [];
    const rows = await deadline.ask('funding', () => client.fetchFundingHistory(listed.symbol, fromMs));
    return rows.flatMap((row) => this.#read('funding', () => readFunding(row, listed)) ?? []);
  }

  async snapshot(): Promise<VenueSnapshot> {
    const { client, deadline, definitions, time } = this.#parts;
    await definitions.markets();
    const now = await time.known();
    const positions = (await deadline.ask('positions', () => client.fetchPositions())).flatMap((position) => {
      const listed = definitions.bySymbol(position.symbol);
      return (listed && this.#read('position', () => readPosition(position, listed))) ?? [];
    });
    const orders = await this.openOrders();
    const balance = await deadline.ask('balance', () => client.fetchBalance());
    return { time: now, positions, orders, balances: readBalances(balance) };
  }

  /** Those that can be read; one that cannot is dropped with a word, as its neighbours are sound. */
  orders(rows: readonly CcxtOrder[]): OrderSnapshot[] {
    const { definitions, ids, time } = this.#parts;
    return rows.flatMap((row) => {
      const listed = definitions.bySymbol(row.symbol);
      const id = ids.ofOrder(row);
      if (listed === undefined || id === undefined) return [];
      return this.#read('order', () => readOrder(row, id, listed, time.now())) ?? [];
    });
  }

  /** As `orders`; a fill of an order that nobody here knows goes under the venue's own id. */
  readFills(trades: readonly CcxtTrade[]): Fill[] {
    const { definitions, ids } = this.#parts;
    return trades.flatMap((trade) => {
      const listed = definitions.bySymbol(trade.symbol);
      const id = ids.ofTrade(trade) ?? trade.order;
      if (listed === undefined || id === undefined) return [];
      return this.#read('fill', () => readFill(trade, id, listed)) ?? [];
    });
  }

  async #byVenueId(id: string, { symbol }: Listed): Promise<OrderSnapshot | undefined> {
    const { client, deadline } = this.#parts;
    if (!has(client, 'fetchOrder')) return undefined;
    try {
      const row = await deadline.run('order', () => client.fetchOrder(id, symbol));
      return this.orders([row])[0];
    } catch (error) {
      if (isA(error, 'OrderNotFound')) return undefined;
      return deadline.ask('order', () => Promise.reject(error));
    }
  }

  #read<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#parts.drops.add(error, what);
      return undefined;
    }
  }
}
