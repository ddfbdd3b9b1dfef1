import {
  BotrcError,
  type ExchangeEvent,
  type InstrumentId,
  type Interval,
  intervalMs,
  type Ms,
  type Subscription,
  subscriptionText,
} from '@botrc/sdk';
import { has } from '../capabilities.ts';
import type { CcxtBook, CcxtClient } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import { type Asked, type Loop, type LoopParts, startLoop } from '../loop.ts';
import type { CcxtOptions } from '../options.ts';
import type { Listed } from '../units.ts';
import type { VenueTime } from '../venue-time.ts';
import { type BarParts, Bars } from './bars.ts';
import { BookReader } from './book.ts';
import { TickerReader } from './ticker.ts';
import { TradeReader } from './trade.ts';

const FUNDING_EVERY_MS: Ms = 60_000;

export interface MarketParts extends LoopParts {
  readonly client: CcxtClient;
  readonly options: CcxtOptions;
  readonly deadline: Deadline;
  readonly time: VenueTime;
  readonly fetchBars: BarParts['fetch'];
  readonly emit: (event: ExchangeEvent) => void;
}

/** What is subscribed, each stream one loop: ccxt's own stream where it has one, else a question every now and then. */
export class MarketData {
  readonly #parts: MarketParts;
  readonly #running = new Map<string, { stop(): void }>();
  /** Newest bar that the host has read, by instrument and interval. */
  readonly #read = new Map<string, Ms>();

  constructor(parts: MarketParts) {
    this.#parts = parts;
  }

  /** One book an instrument, the deepest that is asked for: two depths never mix. */
  set(wanted: Iterable<Subscription>, known: (id: InstrumentId) => Listed | undefined): void {
    const deepest = new Map<string, Subscription>();
    for (const sub of wanted) {
      const key = sub.stream === 'book' ? `book:${sub.instrument}` : subscriptionText(sub);
      const other = deepest.get(key);
      if (other?.stream !== 'book' || (sub.stream === 'book' && sub.depth > other.depth))
        deepest.set(key, sub);
    }
    const texts = new Map([...deepest.values()].map((sub) => [subscriptionText(sub), sub]));
    for (const [text, running] of this.#running) {
      if (texts.has(text)) continue;
      running.stop();
      this.#running.delete(text);
    }
    for (const [text, sub] of texts) {
      const listed = known(sub.instrument);
      if (listed !== undefined && !this.#running.has(text)) this.#running.set(text, this.#start(sub, listed));
    }
  }

  hostHas(id: InstrumentId, interval: Interval, openMs: Ms): void {
    this.#read.set(`${id}:${interval}`, openMs);
    for (const running of this.#running.values())
      if (running instanceof Bars) running.hostHas(id, interval, openMs);
  }

  stop(): void {
    for (const running of this.#running.values()) running.stop();
    this.#running.clear();
  }

  #start(sub: Subscription, listed: Listed): { stop(): void } {
    if (sub.stream === 'bar') return this.#bars(listed, sub.interval);
    if (sub.stream === 'book') return this.#book(listed, sub.depth);
    return sub.stream === 'trade' ? this.#trades(listed) : this.#ticker(listed);
  }

  #bars(listed: Listed, interval: Interval): Bars {
    const { time, fetchBars } = this.#parts;
    const span = intervalMs(interval);
    const read = this.#read.get(`${listed.instrument.id}:${interval}`);
    const fromMs = read === undefined ? Math.floor(time.now() / span) * span : read + span;
    return new Bars({ ...this.#parts, fetch: fetchBars }, listed, interval, fromMs);
  }

  #book(listed: Listed, depth: number): Loop {
    const { client, options, deadline, clock, emit } = this.#parts;
    const { symbol } = listed;
    const reader = new BookReader();
    const streams = has(client, 'watchOrderBook');
    /** A stream may be dead though it is open: ccxt makes a new connection once this one is closed. */
    const watched = async (): Promise<CcxtBook> => {
      try {
        const watch = () => client.watchOrderBook(symbol, options.bookLimit);
        return await deadline.run('book', watch, options.staleMs);
      } catch (error) {
        if (error instanceof BotrcError && !deadline.isClosed) void client.close().catch(() => undefined);
        throw error;
      }
    };
    return this.#loop('book', listed, streams, {
      next: () =>
        streams ? watched() : deadline.run('book', () => client.fetchOrderBook(symbol, options.bookLimit)),
      heard(book) {
        const update = reader.read(book, listed, depth, clock.now());
        if (update !== undefined) emit(update);
      },
      again: () => reader.begin(),
    });
  }

  #trades(listed: Listed): Loop {
    const { client, deadline, clock, emit } = this.#parts;
    const { symbol } = listed;
    const reader = new TradeReader();
    const streams = has(client, 'watchTrades');
    return this.#loop('trade', listed, streams, {
      next: () =>
        streams ? client.watchTrades(symbol) : deadline.run('trades', () => client.fetchTrades(symbol)),
      heard: (trades) => {
        for (const trade of reader.read(trades, listed, clock.now())) emit(trade);
      },
    });
  }

  #ticker(listed: Listed): Loop {
    const { client, deadline, clock, emit } = this.#parts;
    const { symbol, instrument } = listed;
    const reader = new TickerReader();
    const streams = has(client, 'watchTicker');
    const prices = this.#loop('ticker', listed, streams, {
      next: () =>
        streams ? client.watchTicker(symbol) : deadline.run('ticker', () => client.fetchTicker(symbol)),
      heard: (ticker) => emit(reader.read(ticker, listed, clock.now())),
    });
    if (instrument.fundingIntervalMs === 0 || !client.has.fetchFundingRate) return prices;
    const funding = startLoop(
      {
        name: `funding:${instrument.id}`,
        everyMs: FUNDING_EVERY_MS,
        next: () => deadline.run('funding rate', () => client.fetchFundingRate(symbol)),
        heard: (rate) => reader.funding(rate),
      },
      this.#parts,
    );
    return {
      stop() {
        prices.stop();
        funding.stop();
      },
    };
  }

  #loop<T>(
    what: string,
    { instrument }: Listed,
    streams: boolean,
    asked: Pick<Asked<T>, 'next' | 'heard' | 'again'>,
  ): Loop {
    const everyMs = streams ? undefined : this.#parts.options.pollMs;
    const name = `${what}:${instrument.id}`;
    return startLoop({ ...asked, name, instrument: instrument.id, everyMs }, this.#parts);
  }
}
