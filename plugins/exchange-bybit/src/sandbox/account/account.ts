import {
  type FeeRates,
  type Fill,
  type Funding,
  type Instrument,
  type Leg,
  type OrderUpdate,
  rateFromFraction,
} from '@botrc/sdk';
import {
  advance,
  amendOrder,
  cancelOrder,
  createVenue,
  defineInstrument,
  findVenueOrder,
  nextDueMs,
  onMarket,
  setVenueLeverage,
  setVenuePositionMode,
  submitOrder,
  type Venue,
} from '@botrc/sim';
import { readInstrument } from '../../instruments.ts';
import type { Market } from '../market/market.ts';
import { Refusal } from '../rest/refusal.ts';
import type { World } from '../world.ts';
import type { AccountTerms } from './api-key.ts';
import { DeadMan } from './dead-man.ts';
import type { Marks } from './execution-row.ts';
import { Ledger } from './ledger.ts';
import { engineEvents, opening } from './market-tap.ts';
import { forcedRow, newRow } from './new-row.ts';
import { type Params, readOrder, readPrice, readSize, text } from './order-params.ts';
import { isOpen, type OrderRow, wireOrder } from './order-row.ts';
import { wirePosition } from './position-wire.ts';
import { expectAccepted } from './refusals.ts';
import { wireWallet } from './wallet-wire.ts';

/** Shortest wait for the engine, where the venue's clock stands still. */
const LEAST_WAIT_MS = 2;
/** Bybit's standard rates. */
export const FEES: FeeRates = { maker: rateFromFraction(0.0002), taker: rateFromFraction(0.00055) };

/** What is told to the account's private streams: a topic and its items. */
export type Tell = (topic: string, data: readonly object[]) => void;

/** What a request is about, once found. */
export interface OrderIds {
  readonly orderId: string;
  readonly orderLinkId: string;
}

/** One user's account: orders are matched by the simulated engine against the sandbox's own market. */
export class Account {
  readonly uid: string;
  readonly world: World;
  readonly venue: Venue;
  readonly ledger: Ledger = new Ledger();
  readonly listeners: Set<Tell> = new Set();
  /** Undefined: nobody turned it on for this account. */
  readonly deadMan: DeadMan | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 0;
  #seq = 0;

  constructor({ uid, cash, dcp }: AccountTerms, world: World) {
    this.uid = uid;
    this.world = world;
    this.deadMan = dcp ? new DeadMan(world.clock, (goes) => this.cancelAll(goes)) : undefined;
    this.venue = createVenue({
      account: uid,
      cash: { USDT: BigInt(cash) * 10n ** 12n },
      leverage: 10,
      fees: FEES,
      latency: {
        order: { model: 'uniform', minMs: 1, maxMs: 5 },
        cancel: { model: 'uniform', minMs: 1, maxMs: 5 },
      },
      slippageTicks: 0,
      partialFills: { probability: 0, minFraction: 1 },
      seed: uid,
      idPrefix: `${uid}`,
    });
    const now = world.clock.now();
    for (const market of world.markets.values()) {
      const raw: object = world.listing.get(market.symbol) ?? market.definition;
      const instrument = readInstrument(raw as Record<string, unknown>);
      defineInstrument(this.venue, instrument, now);
      for (const event of opening(market, instrument, now)) onMarket(this.venue, event, now);
    }
  }

  /** The venue's own public stream, from which the engine knows the market. */
  hear(topic: string, message: object, market: Market): void {
    const now = this.world.clock.now();
    for (const event of engineEvents(topic, message, market, this.instrument(market.symbol)))
      onMarket(this.venue, event, now);
    this.flush();
  }

  /** @throws Refusal where the symbol is not traded here */
  instrument(symbol: string): Instrument {
    const books = this.venue.listing.get(symbol);
    if (books === undefined) throw new Refusal('params error: symbol invalid');
    return books.definition;
  }

  /** @throws Refusal */
  create(params: Params): OrderIds {
    const instrument = this.instrument(text(params, 'symbol'));
    const orderLinkId = text(params, 'orderLinkId');
    if (orderLinkId !== '' && !/^[\w-]{1,36}$/.test(orderLinkId))
      throw new Refusal('params error: OrderLinkId invalid');
    if (orderLinkId !== '') this.ledger.ask(orderLinkId);
    if (orderLinkId !== '' && this.ledger.find('', orderLinkId) !== undefined)
      throw new Refusal('OrderLinkedID is duplicate', {}, 110_072);
    const orderId = this.#newId();
    const request = readOrder(params, instrument, this.uid, orderId);
    const now = this.world.clock.now();
    expectAccepted(submitOrder(this.venue, request, now), text(params, 'triggerDirection') === '1');
    const last = this.venue.market[instrument.id]?.last ?? 0;
    this.ledger.add(newRow(params, request, { orderId, orderLinkId, instrument, last, now }));
    this.#wait();
    return { orderId, orderLinkId };
  }

  /** @throws Refusal */
  amend(params: Params): OrderIds {
    const row = this.#working(params);
    const { instrument } = row;
    const quantity = text(params, 'qty') === '' ? undefined : readSize(params, instrument);
    const price = readPrice(params, 'price', instrument);
    const triggerPrice = readPrice(params, 'triggerPrice', instrument);
    const change = {
      instrument: instrument.id,
      clientOrderId: row.orderId,
      ...(quantity !== undefined && { quantity }),
      ...(price !== undefined && { price }),
      ...(triggerPrice !== undefined && { triggerPrice }),
    };
    expectAccepted(amendOrder(this.venue, change, this.world.clock.now()), row.triggerDirection === 1);
    this.#wait();
    return row;
  }

  /** @throws Refusal */
  cancel(params: Params): OrderIds {
    const row = this.#working(params);
    const request = { instrument: row.instrument.id, clientOrderId: row.orderId };
    expectAccepted(cancelOrder(this.venue, request, this.world.clock.now()));
    this.#wait();
    return row;
  }

  /** Cancels what is open and wanted; those under way to their end are left out. */
  cancelAll(wanted: (row: OrderRow) => boolean): OrderIds[] {
    return this.ledger
      .open()
      .filter(wanted)
      .flatMap((row) => {
        const request = { instrument: row.instrument.id, clientOrderId: row.orderId };
        const outcome = cancelOrder(this.venue, request, this.world.clock.now());
        this.#wait();
        return outcome.kind === 'accepted' ? [row] : [];
      });
  }

  /** @throws Refusal; 110043 where nothing changes */
  setLeverage(symbol: string, leverage: number): void {
    this.instrument(symbol);
    if (this.venue.listing.get(symbol)?.leverage === leverage)
      throw new Refusal('leverage not modified', {}, 110_043);
    expectAccepted(setVenueLeverage(this.venue, symbol, leverage));
    this.#tell('position', this.positions(symbol, 'entryPrice'));
  }

  /** `hedge`: two legs a symbol. @throws Refusal; 110025 where nothing changes */
  setHedged(hedge: boolean): void {
    const mode = hedge ? 'hedge' : 'one-way';
    if (this.venue.books.positionMode === mode)
      throw new Refusal('Position mode is not modified', {}, 110_025);
    expectAccepted(setVenuePositionMode(this.venue, mode));
  }

  /** The positions of a symbol, flat ones included. */
  positions(symbol: string, averageName: 'avgPrice' | 'entryPrice'): object[] {
    const books = this.venue.listing.get(symbol);
    const market = this.world.markets.get(symbol);
    if (books === undefined || market === undefined) return [];
    const legs: readonly Leg[] = this.venue.books.positionMode === 'hedge' ? ['long', 'short'] : ['net'];
    const nowMs = this.world.clock.now();
    return legs.map((leg) =>
      wirePosition({ books, leg, ticker: market.ticker.fields, nowMs, seq: this.#seq }, averageName),
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    this.deadMan?.stop();
    this.listeners.clear();
  }

  #working(params: Params): OrderRow {
    this.instrument(text(params, 'symbol'));
    const row = this.ledger.find(text(params, 'orderId'), text(params, 'orderLinkId'));
    if (row === undefined || row.instrument.id !== text(params, 'symbol') || !isOpen(row))
      throw new Refusal('order not exists or too late to cancel', {}, 110_001);
    return row;
  }

  /** Lets what is under way arrive, and tells of it. */
  #wait(): void {
    const due = nextDueMs(this.venue);
    if (due === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.flush();
        this.#wait();
      },
      Math.min(60_000, Math.max(LEAST_WAIT_MS, this.world.clock.wallDelay(due))),
    );
  }

  /** Tells of all that has come of what was done to the venue. */
  flush(): void {
    const outputs = advance(this.venue, this.world.clock.now());
    if (outputs.length === 0) return;
    const executions: object[] = [];
    const orders: object[] = [];
    const touched = new Set<string>();
    for (const output of outputs) {
      touched.add(output.instrument);
      if (output.type === 'order') orders.push(...this.#ordered(output));
      else executions.push(output.type === 'fill' ? this.#filled(output) : this.#funded(output));
    }
    if (executions.length > 0) this.#tell('execution', executions);
    this.#tell(
      'position',
      [...touched].flatMap((symbol) => this.positions(symbol, 'entryPrice')),
    );
    if (orders.length > 0) this.#tell('order', orders);
    this.#tell('wallet', [wireWallet(this.venue)]);
  }

  #ordered(update: OrderUpdate): object[] {
    const before = this.ledger.orders.get(update.clientOrderId)?.status;
    const found = findVenueOrder(this.venue, update.clientOrderId);
    const engine = this.venue.listing
      .get(update.instrument)
      ?.orders.find((order) => order.request.clientOrderId === update.clientOrderId);
    const triggered = engine?.triggered ?? (before !== 'Untriggered' || (found?.filled ?? 0) > 0);
    const row = this.ledger.update(update, triggered);
    if (row === undefined) return [];
    const wire = wireOrder(row);
    // A stop that fires is told of before what it led to.
    return before === 'Untriggered' && (row.status === 'New' || row.filled > 0)
      ? [{ ...wire, orderStatus: 'Triggered' }, wire]
      : [wire];
  }

  #filled(fill: Fill): object {
    const row = this.ledger.orders.get(fill.clientOrderId) ?? this.#forced(fill);
    const closes = row.reduceOnly ? fill.quantity : 0;
    return this.ledger.fill(fill, row, FEES[fill.liquidity], closes, this.#marks(fill.instrument)).wire;
  }

  #funded(funding: Funding): object {
    const books = this.venue.listing.get(funding.instrument);
    const size = books?.positions[funding.leg]?.quantity ?? 0;
    return this.ledger.funding(
      funding,
      this.instrument(funding.instrument),
      size,
      this.#marks(funding.instrument),
    ).wire;
  }

  /** The order of a trade that the venue itself made. */
  #forced(fill: Fill): OrderRow {
    const row = forcedRow(fill, this.instrument(fill.instrument));
    this.ledger.add(row);
    return row;
  }

  #marks(symbol: string): Marks {
    const { markPrice = '', indexPrice = '' } = this.world.markets.get(symbol)?.ticker.fields ?? {};
    return { mark: markPrice, index: indexPrice, seq: ++this.#seq };
  }

  #tell(topic: string, data: readonly object[]): void {
    for (const listener of this.listeners) listener(topic, data);
  }

  /** In the form of Bybit's, and never twice for one user. */
  #newId(): string {
    return `${this.uid.padStart(8, '0').slice(-8)}-0000-4000-8000-${String(++this.#nextId).padStart(12, '0')}`;
  }
}
