import type {
  Answer,
  BookSideView,
  BookView,
  StrategyContext,
  StrategyInstance,
  StrategyPlugin,
  StrategyPosition,
} from '../contracts/strategy.ts';
import type { BookUpdate, MarketEvent, Ticker } from '../market/events.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Subscription } from '../market/subscription.ts';
import type { Intent } from '../orders/intent.ts';
import { copyState, restoreInto } from '../state/restore.ts';
import type { InstrumentId } from '../values/ids.ts';
import type { Price } from '../values/money.ts';
import type { Ms } from '../values/time.ts';
import { BenchVenue, type Move } from './bench-venue.ts';
import { validOptions } from './options.ts';

export interface BenchOptions {
  readonly plugin: StrategyPlugin;
  /** As a profile would give them: validated, defaults filled in. */
  readonly params?: unknown;
  readonly instruments: readonly Instrument[];
  /** False: `context.book()` stays undefined whatever arrives. Default true. */
  readonly books?: boolean;
}

/**
 * A strategy on a workbench: hand it market events one by one and see what it answers. Entries and exits fill on
 * the next price of their instrument, so positions come and go as they would in a run.
 */
export class StrategyBench {
  /** False while warm-up is played in: intents are returned, and dropped. */
  warm = true;
  readonly instruments: readonly Instrument[];
  readonly subscriptions: readonly Subscription[];
  readonly #create: () => StrategyInstance;
  readonly #venue: BenchVenue;
  readonly #keepBooks: boolean;
  readonly #books = new Map<InstrumentId, BookView & { apply(update: BookUpdate): void }>();
  readonly #tickers = new Map<InstrumentId, Ticker>();
  readonly #prices = new Map<InstrumentId, Price>();
  readonly #movedMs = new Map<InstrumentId, Ms>();
  #instance: StrategyInstance;
  #nowMs: Ms = 0;

  constructor(options: BenchOptions) {
    const { plugin, instruments } = options;
    const params = validOptions(plugin.options, options.params ?? {});
    const environment = { owner: plugin.name, instruments };
    this.instruments = instruments;
    this.subscriptions = plugin.subscribe(params, environment);
    this.#create = () => plugin.create(params, environment);
    this.#instance = this.#create();
    this.#venue = new BenchVenue(instruments);
    this.#keepBooks = options.books ?? true;
  }

  /** The strategy's own record of state. */
  get state(): object {
    return this.#instance.state;
  }

  position(id: InstrumentId): StrategyPosition {
    return this.#venue.position(id);
  }

  lastPrice(id: InstrumentId): Price | undefined {
    return this.#prices.get(id);
  }

  /** Hands one event over, and returns all that the strategy answered to it and to the fills it brought. */
  play(event: MarketEvent): readonly Intent[] {
    this.#nowMs = Math.max(this.#nowMs, event.time);
    const intents: Intent[] = [];
    const move = this.#see(event);
    if (move && this.warm) {
      for (const fill of this.#venue.move(event.instrument, move, this.#nowMs)) {
        this.#take(this.#instance.onFill?.(fill, this.#context()), intents);
      }
    }
    if (this.#wants(event)) this.#take(this.#hand(event), intents);
    return intents;
  }

  /** Goes on with a new instance that was given a copy of the old one's state, as after a restart. */
  restart(): void {
    const snapshot = copyState(this.#instance.state);
    this.#instance = this.#create();
    restoreInto(this.#instance.state, snapshot);
  }

  #hand(event: MarketEvent): Answer {
    const context = this.#context();
    if (event.type === 'bar') return this.#instance.onBar?.(event, context);
    if (event.type === 'book') return this.#instance.onBook?.(event, context);
    if (event.type === 'trade') return this.#instance.onTrade?.(event, context);
    return this.#instance.onTicker?.(event, context);
  }

  #take(answer: Answer, intents: Intent[]): void {
    if (answer === undefined || answer === null) return;
    if ('then' in answer) throw new Error('a handler answered with a promise: answers are synchronous');
    const list: readonly Intent[] = Array.isArray(answer) ? answer : [answer as Intent];
    for (const intent of list) {
      intents.push(intent);
      const reason = this.warm ? this.#venue.take(intent) : undefined;
      if (reason !== undefined) {
        this.#instance.onRefused?.(intent, { rule: 'bench', reason }, this.#context());
      }
    }
  }

  #wants(event: MarketEvent): boolean {
    return this.subscriptions.some(
      (s) =>
        s.stream === event.type &&
        s.instrument === event.instrument &&
        (s.stream !== 'bar' || (event.type === 'bar' && s.interval === event.interval)),
    );
  }

  /** Notes what the event says of the market; where the price went, if it says so. */
  #see(event: MarketEvent): Move | undefined {
    const { instrument } = event;
    if (event.type === 'ticker') this.#tickers.set(instrument, event);
    if (event.type === 'book' && this.#keepBooks) {
      const book = this.#books.get(instrument) ?? createBook();
      book.apply(event);
      this.#books.set(instrument, book);
    }
    const price = priceOf(event, this.#books.get(instrument));
    if (price === undefined) return undefined;
    this.#prices.set(instrument, price);
    const movedMs = this.#movedMs.get(instrument) ?? 0;
    this.#movedMs.set(instrument, Math.max(movedMs, event.time));
    // Of a bar that reaches back before the last known price only its close is news.
    if (event.type !== 'bar' || event.openMs < movedMs) return { first: price, low: price, high: price };
    return { first: event.open, low: event.low, high: event.high };
  }

  #context(): StrategyContext {
    return Object.freeze({
      nowMs: this.#nowMs,
      warm: this.warm,
      instrument: (id: InstrumentId) => {
        const found = this.instruments.find((i) => i.id === id);
        if (!found) throw new Error(`${id} is not one of the given instruments`);
        return found;
      },
      book: (id: InstrumentId) => this.#books.get(id),
      ticker: (id: InstrumentId) => this.#tickers.get(id),
      position: (id: InstrumentId) => this.#venue.position(id),
      orders: (id: InstrumentId) => this.#venue.orders(id),
    });
  }
}

function priceOf(event: MarketEvent, book: BookView | undefined): Price | undefined {
  if (event.type === 'bar') return event.close;
  if (event.type === 'trade') return event.price;
  if (event.type === 'ticker') return event.last;
  const bid = book?.bids.price(0);
  const ask = book?.asks.price(0);
  return bid === undefined || ask === undefined ? undefined : Math.round((bid + ask) / 2);
}

function createBook(): BookView & { apply(update: BookUpdate): void } {
  const bids = createSide(-1);
  const asks = createSide(1);
  const apply = (update: BookUpdate): void => {
    bids.apply(update.kind, update.bids);
    asks.apply(update.kind, update.asks);
  };
  return { bids, asks, apply };
}

function createSide(
  order: 1 | -1,
): BookSideView & { apply(kind: BookUpdate['kind'], levels: readonly number[]): void } {
  const sizes = new Map<number, number>();
  let sorted: readonly (readonly [price: number, size: number])[] = [];
  return {
    get length() {
      return sorted.length;
    },
    price: (level) => sorted[level]?.[0],
    size: (level) => sorted[level]?.[1],
    apply(kind, levels) {
      if (kind === 'snapshot') sizes.clear();
      for (let i = 0; i + 1 < levels.length; i += 2) sizes.set(levels[i] as number, levels[i + 1] as number);
      sorted = [...sizes].filter(([, size]) => size > 0).sort(([a], [b]) => (a - b) * order);
    },
  };
}
