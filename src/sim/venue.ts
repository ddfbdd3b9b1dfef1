import type { ClientOrderId, InstrumentId, Ms, OrderSnapshot, Price } from '../sdk/index.ts';
import { BotrcError, seedRandom } from '../sdk/index.ts';
import type { SafeRange } from './account/watch.ts';
import { type InstrumentBooks, RECENT_ORDERS, type VenueBooks } from './books.ts';
import type { VenueConfig } from './config.ts';
import { checkVenueConfig } from './config.ts';
import type { DepthBook } from './matching/depth-book.ts';
import type { RangeHistory } from './matching/extras.ts';

/**
 * A simulated exchange as one plain, structured-cloneable record. `books` is durable; `market` is what the feeds
 * said last and is built anew from them after a restart.
 */
export interface Venue {
  readonly config: VenueConfig;
  readonly books: VenueBooks;
  readonly market: Record<InstrumentId, InstrumentMarket>;
  /** The newest RECENT_ORDERS of the books' final orders: an index, made again by `restoreVenue`. */
  readonly finals: Map<ClientOrderId, OrderSnapshot>;
  /** The books' instruments by id and in their order: indexes too. */
  readonly listing: Map<InstrumentId, InstrumentBooks>;
  readonly instruments: InstrumentBooks[];
  /** Counts what moved cash or positions: what was found out about margin holds until the next. */
  moves: number;
}

/** What the venue knows of an instrument's market. */
export interface InstrumentMarket {
  /** Undefined before the first snapshot and after a gap: orders wait for it. */
  book: DepthBook | undefined;
  /** Newest of trade, ticker and bar close. */
  last: Price | undefined;
  lastTimeMs: Ms;
  mark: Price | undefined;
  /** The venue's time of the newest book update, 0 before it. */
  bookTimeMs: Ms;
  /** Kept where extras are modelled. */
  ranges: RangeHistory | undefined;
  /** Where no margin has to be looked at; undefined: to be found out. */
  safe: SafeRange | undefined;
}

/** An account that has just been opened. @throws BOTRC_SIM_CONFIG */
export function createVenue(config: VenueConfig): Venue {
  checkVenueConfig(config);
  const nothing = Object.fromEntries(Object.keys(config.cash).map((currency) => [currency, 0n]));
  return {
    config,
    books: {
      format: 1,
      account: config.account,
      positionMode: 'one-way',
      cash: { ...config.cash },
      house: {
        fees: { ...nothing },
        counterparty: { ...nothing },
        insurance: { ...nothing, ...config.insurance },
      },
      instruments: {},
      pending: [],
      outbox: [],
      recentOrders: [],
      recentExecutions: [],
      counters: { order: 0, fill: 0, funding: 0, action: 0 },
      newestDueMs: { order: 0, cancel: 0 },
      random: seedRandom(config.seed),
    },
    market: {},
    finals: new Map(),
    listing: new Map(),
    instruments: [],
    moves: 0,
  };
}

/**
 * The venue as its books say, without a market: orders wait until the feeds bring one. Takes the record over.
 * The opening cash and the seed of the config have no effect any more.
 * @throws BOTRC_SIM_CONFIG; BOTRC_SIM_BOOKS where the books are of another format or account.
 */
export function restoreVenue(config: VenueConfig, books: VenueBooks): Venue {
  checkVenueConfig(config);
  if (books.format !== 1 || books.account !== config.account) {
    throw new BotrcError('BOTRC_SIM_BOOKS', 'these books are not of this simulated account', {
      found: `format ${books.format}, account ${books.account}`,
      mend: `Use books of format 1 and account ${config.account}, or start the account afresh.`,
    });
  }
  const finals = books.recentOrders
    .slice(-RECENT_ORDERS)
    .map((order) => [order.clientOrderId, order] as const);
  // Books of before there was an insurance fund.
  books.house.insurance ??= {};
  return {
    config,
    books,
    market: {},
    finals: new Map(finals),
    listing: new Map(Object.entries(books.instruments)),
    instruments: Object.values(books.instruments),
    moves: 0,
  };
}

/** The books of a listed instrument. */
export function listed(venue: Venue, id: InstrumentId): InstrumentBooks | undefined {
  // Mostly there is one.
  const [first] = venue.instruments;
  return first?.definition.id === id ? first : venue.listing.get(id);
}

/** The market of a listed instrument, empty at first. */
export function marketOf(venue: Venue, instrument: InstrumentBooks): InstrumentMarket {
  const { id } = instrument.definition;
  const known = venue.market[id];
  if (known !== undefined) return known;
  const market: InstrumentMarket = {
    book: undefined,
    last: undefined,
    lastTimeMs: 0,
    mark: undefined,
    bookTimeMs: 0,
    ranges: undefined,
    safe: undefined,
  };
  venue.market[id] = market;
  return market;
}
