import type { ExchangeEvent } from '../../contracts/exchange.ts';
import type { Bar, BookUpdate, Ticker, Trade } from '../../market/events.ts';
import { intervalMs, type Ms } from '../../values/time.ts';
import { expectEqual, expectTrue } from '../suite.ts';

/** Prices, sizes and times are whole, positive where they must be. */
export function expectShape(event: ExchangeEvent): void {
  if ('time' in event) expectWhole(event.time, `${event.type} time`, 1);
  if (event.type === 'bar') expectBar(event);
  if (event.type === 'book') expectLevels(event);
  if (event.type === 'trade') expectTrade(event);
  if (event.type === 'ticker') expectTicker(event);
}

function expectLevels(event: BookUpdate): void {
  for (const side of ['bids', 'asks'] as const) {
    const levels = event[side];
    expectEqual(levels.length % 2, 0, `odd numbers in ${side}, which are pairs`);
    for (const [i, value] of levels.entries()) expectWhole(value, `book ${side}`, i % 2 === 0 ? 1 : 0);
  }
  expectWhole(event.update, 'book update', 0);
}

function expectTrade(event: Trade): void {
  expectWhole(event.price, 'trade price', 1);
  expectWhole(event.quantity, 'trade quantity', 1);
  expectTrue(event.id !== '', 'a trade has no id');
  expectTrue(event.side === 'buy' || event.side === 'sell', 'a trade has no side');
}

function expectTicker(event: Ticker): void {
  for (const field of ['last', 'mark', 'index', 'nextFundingMs'] as const)
    if (event[field] !== undefined) expectWhole(event[field], `ticker ${field}`, 1);
  if (event.fundingRate !== undefined)
    expectTrue(Number.isSafeInteger(event.fundingRate), 'the funding rate is no integer of 10^-8');
}

/** Confirmed, on the grid of its interval, and its four prices agree. */
export function expectBar(bar: Bar): void {
  const span = intervalMs(bar.interval);
  expectEqual(bar.openMs % span, 0, `bar ${bar.openMs} is off the grid of ${bar.interval}`);
  expectEqual(bar.time, bar.openMs + span, 'the time of a bar is its close');
  for (const field of ['open', 'high', 'low', 'close'] as const) expectWhole(bar[field], `bar ${field}`, 1);
  expectWhole(bar.volume, 'bar volume', 0);
  const { open, high, low, close } = bar;
  expectTrue(low <= Math.min(open, close) && high >= Math.max(open, close), `bar ${bar.openMs}: high or low`);
}

/** Follows a book stream as a reader would: it begins with a snapshot, is never crossed, goes on in order. */
export class BookReader {
  readonly #depth: number;
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();
  #update: number | undefined;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Best ask; Infinity before the first snapshot. */
  get ask(): number {
    return Math.min(...this.#asks.keys());
  }

  read(event: BookUpdate): void {
    expectShape(event);
    expectTrue(
      this.#update !== undefined || event.kind === 'snapshot',
      'the book does not begin with a snapshot',
    );
    if (event.kind === 'snapshot') {
      this.#bids.clear();
      this.#asks.clear();
    } else expectTrue(event.update > this.#update!, `book update ${event.update} after ${this.#update}`);
    this.#update = event.update;
    setLevels(this.#bids, event.bids);
    setLevels(this.#asks, event.asks);
    expectTrue(this.#bids.size > 0 && this.#asks.size > 0, 'a side of the book is empty');
    expectTrue(
      this.#bids.size <= this.#depth && this.#asks.size <= this.#depth,
      `the book has ${this.#bids.size} and ${this.#asks.size} levels, ${this.#depth} were asked for`,
    );
    const [bid, ask] = [Math.max(...this.#bids.keys()), Math.min(...this.#asks.keys())];
    expectTrue(bid < ask, `the book is crossed: bid ${bid}, ask ${ask}`);
  }
}

function setLevels(side: Map<number, number>, levels: readonly number[]): void {
  for (let i = 0; i + 1 < levels.length; i += 2) {
    if (levels[i + 1] === 0) side.delete(levels[i]!);
    else side.set(levels[i]!, levels[i + 1]!);
  }
}

function expectWhole(value: number | Ms, what: string, least: number): void {
  expectTrue(
    Number.isSafeInteger(value) && value >= least,
    `${what} ${value} is no whole number >= ${least}`,
  );
}
