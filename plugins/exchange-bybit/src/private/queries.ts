import {
  type Fill,
  type Funding,
  type Instrument,
  type InstrumentId,
  type Ms,
  type OrderSnapshot,
  plainError,
  type VenueSnapshot,
} from '@botrc/sdk';
import type { Definitions } from '../definitions.ts';
import type { Drops } from '../drops.ts';
import { asArray } from '../wire.ts';
import type { OrderKey } from './order-text.ts';
import { readExecution } from './read-execution.ts';
import { readOrder, symbolOf } from './read-order.ts';
import { readPosition } from './read-position.ts';
import { readWallet } from './read-wallet.ts';
import type { SignedPath, SignedRest } from './signed-rest.ts';

const MOST_ROWS = 1_000;
/** Pages of one question; more than that is no answer. */
const MOST_PAGES = 200;
/** Bybit answers for at most seven days at once. */
const WEEK_MS: Ms = 7 * 86_400_000;
/** Bybit keeps executions for two years. */
const KEPT_MS: Ms = 2 * 366 * 86_400_000;
/** What linear contracts settle in. */
const SETTLE_COINS = ['USDT', 'USDC'] as const;

type Params = Readonly<Record<string, string | number>>;

/** What the account is asked: orders, executions, positions and balances, read whole. */
export class Queries {
  readonly #rest: SignedRest;
  readonly #definitions: Definitions;
  readonly #drops: Drops;

  constructor(rest: SignedRest, definitions: Definitions, drops: Drops) {
    this.#rest = rest;
    this.#definitions = definitions;
    this.#drops = drops;
  }

  /** True where the account holds two positions an instrument; by what position/list says of a symbol. */
  async hedged(symbol: InstrumentId): Promise<boolean> {
    const rows = await this.#rows('/v5/position/list', { category: 'linear', symbol });
    return rows.some((row) => (row as { positionIdx?: unknown }).positionIdx !== 0);
  }

  /** Orders that are open. @throws as `SignedRest.get` */
  async openOrders(): Promise<OrderSnapshot[]> {
    const orders: OrderSnapshot[] = [];
    for (const settleCoin of SETTLE_COINS)
      orders.push(...(await this.#orders('/v5/order/realtime', { settleCoin, limit: 50 })));
    return orders;
  }

  /**
   * An order by its client id, or by the venue's for one of somebody else: among the open ones, the newest final ones,
   * and those of the last days.
   */
  async order(key: OrderKey, symbol: InstrumentId): Promise<OrderSnapshot | undefined> {
    for (const [path, more] of LOOKS) {
      const found = await this.#orders(path, { ...key, symbol, ...more });
      if (found[0] !== undefined) return found[0];
    }
    return undefined;
  }

  /**
   * Fills and funding from `fromMs` to `nowMs`, oldest first, as far back as Bybit keeps them; from 0, which is asked by
   * whoever knows of none, the last seven days.
   */
  async executions(fromMs: Ms, nowMs: Ms, hedged: boolean): Promise<(Fill | Funding)[]> {
    const found: (Fill | Funding)[] = [];
    // The window's end is left open a little: the venue's clock may be ahead of what we think.
    const earliestMs = fromMs > 0 ? Math.max(fromMs, nowMs - KEPT_MS) : nowMs - WEEK_MS;
    for (let startTime = earliestMs; startTime <= nowMs; startTime += WEEK_MS) {
      const endTime = startTime + WEEK_MS;
      const rows = await this.#rows('/v5/execution/list', {
        category: 'linear',
        startTime,
        endTime,
        limit: 100,
      });
      for (const row of rows) {
        const execution = await this.#read(row, (instrument) => readExecution(row, instrument, hedged));
        if (execution !== undefined) found.push(execution);
      }
    }
    return found.reverse().sort((a, b) => a.time - b.time);
  }

  /** Everything that the account holds now. */
  async snapshot(nowMs: Ms): Promise<VenueSnapshot> {
    const positions: VenueSnapshot['positions'][number][] = [];
    for (const settleCoin of SETTLE_COINS) {
      const rows = await this.#rows('/v5/position/list', { category: 'linear', settleCoin, limit: 200 });
      for (const row of rows) {
        const position = await this.#read(row, (instrument) => readPosition(row, instrument));
        if (position !== undefined && position.quantity !== 0) positions.push(position);
      }
    }
    const orders = await this.openOrders();
    const { list } = await this.#rest.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' });
    return { time: nowMs, positions, orders, balances: asArray(list, 'list', 10).flatMap(readWallet) };
  }

  async #orders(path: SignedPath, params: Params): Promise<OrderSnapshot[]> {
    const orders: OrderSnapshot[] = [];
    for (const row of await this.#rows(path, { category: 'linear', ...params })) {
      const order = await this.#read(row, (instrument) => readOrder(row, instrument));
      if (order !== undefined) orders.push(order);
    }
    return orders;
  }

  /** All pages of a list. */
  async #rows(path: SignedPath, params: Params): Promise<unknown[]> {
    const rows: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const result = await this.#rest.get(path, { ...params, ...(cursor !== '' && { cursor }) });
      rows.push(...asArray(result.list ?? [], 'list', MOST_ROWS));
      const next = result.nextPageCursor;
      if (typeof next !== 'string' || next === '' || next === cursor) return rows;
      cursor = next;
    }
    return rows;
  }

  /** One row with its instrument; one that cannot be read is dropped with a word, as its neighbours are sound. */
  async #read<T>(row: unknown, read: (instrument: Instrument) => T): Promise<T | undefined> {
    try {
      const symbol = symbolOf(row);
      return read(this.#definitions.known.get(symbol) ?? (await this.#definitions.get(symbol)));
    } catch (error) {
      // What cannot be read now may be read later: it must not be taken for nothing.
      if (isPassing(error)) throw error;
      this.#drops.add(error, 'account');
      return undefined;
    }
  }
}

const LOOKS: readonly (readonly [SignedPath, Params])[] = [
  ['/v5/order/realtime', { openOnly: 0 }],
  ['/v5/order/realtime', { openOnly: 1 }],
  ['/v5/order/history', {}],
];

/** True where the definition of an instrument could not be had, rather than that it or the item is unsound. */
export function isPassing(error: unknown): boolean {
  const { code } = plainError(error);
  return code === 'BOTRC_EXCHANGE_UNREACHABLE' || code === 'BOTRC_EXCHANGE_CLOSED';
}
