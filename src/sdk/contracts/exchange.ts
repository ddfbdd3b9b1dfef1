import type { Bar, BookUpdate, FeedEvent, InstrumentEvent, Ticker, Trade } from '../market/events.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Subscription } from '../market/subscription.ts';
import type { Fill, Funding, Transfer, VenueSnapshot } from '../orders/fill.ts';
import type {
  AmendRequest,
  CancelRequest,
  OrderRequest,
  OrderSnapshot,
  OrderUpdate,
} from '../orders/order.ts';
import type { ClientOrderId, InstrumentId } from '../values/ids.ts';
import type { Rate } from '../values/money.ts';
import type { Interval, Ms } from '../values/time.ts';
import type { Clock } from './clock.ts';
import type { PluginContext, PluginMeta } from './plugin.ts';
import type { Schema, SchemaOutput } from './schema.ts';

/** What an exchange plugin may hand over, in the order the venue sent it. */
export type ExchangeEvent =
  | Bar
  | BookUpdate
  | Trade
  | Ticker
  | InstrumentEvent
  | FeedEvent
  | OrderUpdate
  | Fill
  | Funding
  | Transfer;

/** Never throws, never blocks; the host bounds its own queue. */
export type ExchangeSink = (event: ExchangeEvent) => void;

/**
 * A venue. Market data and account truth arrive through the sink; promises only say that a request was taken.
 * The plugin reconnects by itself for ever, with backoff, and says so with `feed` events: the host never has to
 * restart it. Every request has a deadline of its own and ends in an Outcome or a BotrcError.
 */
export interface Exchange {
  capabilities(): Capabilities;
  /** Starts; resolves once started, connected or not. `feed up` tells when data flows. */
  connect(sink: ExchangeSink): Promise<void>;
  /**
   * Definitions of the named instruments; one the venue does not list is absent from the answer.
   * @throws BOTRC_EXCHANGE_UNREACHABLE where the venue does not answer: the host retries.
   */
  instruments(ids: readonly InstrumentId[]): Promise<readonly Instrument[]>;
  /**
   * Every symbol that the venue lists, from which the nearest is suggested for one that it does not. Absent: the
   * plugin cannot tell.
   * @throws BOTRC_EXCHANGE_UNREACHABLE
   */
  symbols?(): Promise<readonly InstrumentId[]>;
  /**
   * Confirmed bars, oldest first, gaps left out; `limit` (<= 1000) newest ones before `toMs` (default: now).
   * @throws BOTRC_EXCHANGE_UNREACHABLE
   */
  history(request: HistoryRequest): Promise<readonly Bar[]>;
  /** Adds streams; may be called before the connection stands. A stream survives reconnects. */
  subscribe(subscriptions: readonly Subscription[]): Promise<void>;
  unsubscribe(subscriptions: readonly Subscription[]): Promise<void>;
  submit(order: OrderRequest): Promise<Outcome>;
  cancel(request: CancelRequest): Promise<Outcome>;
  amend(request: AmendRequest): Promise<Outcome>;
  /** The venue's word on an order by its client id, final ones of the last days included; undefined: never seen. */
  findOrder(clientOrderId: ClientOrderId, instrument: InstrumentId): Promise<OrderSnapshot | undefined>;
  /** All fills and funding with time >= fromMs, oldest first; may repeat what was streamed. */
  executionsSince(fromMs: Ms): Promise<readonly (Fill | Funding)[]>;
  snapshot(): Promise<VenueSnapshot>;
  feeRates(instrument: InstrumentId): Promise<FeeRates>;
  setLeverage(instrument: InstrumentId, leverage: number): Promise<Outcome>;
  setPositionMode(mode: PositionMode): Promise<Outcome>;
  /**
   * The venue's clock minus ours, measured now, where the venue tells its time.
   * @throws BOTRC_EXCHANGE_UNREACHABLE
   */
  clockOffset?(): Promise<Ms>;
  /**
   * Whether the account may be traded with the key it was given: one that may trade, and may not withdraw (K-1). Absent:
   * there is no key, or the venue does not tell.
   * @throws BOTRC_EXCHANGE_KEY saying what is wrong with it, BOTRC_EXCHANGE_REFUSED, BOTRC_EXCHANGE_UNREACHABLE
   */
  checkKey?(): Promise<void>;
  /**
   * Whether the venue cancels open orders by itself once it hears nothing from us, as the account has it now. Absent: the
   * venue has no such thing, or does not tell.
   * @throws BOTRC_EXCHANGE_REFUSED, BOTRC_EXCHANGE_UNREACHABLE
   */
  deadMan?(): Promise<DeadMan>;
  /** A clock of its own, where the venue's time is not the wall's (a synthetic market). */
  readonly clock?: Clock;
  close(): Promise<void>;
}

/** What of an exchange needs an account: a plugin may have it in a part of its own. */
export type AccountSide = Pick<
  Exchange,
  | 'submit'
  | 'cancel'
  | 'amend'
  | 'findOrder'
  | 'executionsSince'
  | 'snapshot'
  | 'feeRates'
  | 'setLeverage'
  | 'setPositionMode'
>;

/** `unknown`: it may or may not have happened; ask with findOrder, never resend under a new id. */
export type Outcome =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'unknown';
      readonly code: string;
      readonly reason: string;
    };

/** A dead-man switch: so long after the last word from us, or why there is none. */
export type DeadMan =
  | { readonly state: 'on'; readonly afterMs: Ms }
  | { readonly state: 'off'; readonly reason: string };

export interface HistoryRequest {
  readonly instrument: InstrumentId;
  readonly interval: Interval;
  readonly toMs?: Ms;
  readonly limit: number;
}

export interface FeeRates {
  readonly maker: Rate;
  readonly taker: Rate;
}

export type PositionMode = 'one-way' | 'hedge';

/** What the venue can do; what it cannot is a sentence that says why. */
export interface Capabilities {
  /** `none`: market data only, paper mode simulates; `paper`: a simulated account of its own; `live`: real money. */
  readonly execution: 'none' | 'paper' | 'live';
  readonly intervals: readonly Interval[];
  readonly streams: readonly Subscription['stream'][];
  /** Book depths that can be asked for, ascending. */
  readonly depths: readonly number[];
  /** Feature → the reason it is not there. */
  readonly missing: Readonly<Record<string, string>>;
}

export interface ExchangePlugin<S extends Schema = Schema> extends PluginMeta {
  readonly kind: 'exchange';
  readonly options: S;
  create(options: SchemaOutput<S>, context: PluginContext): Exchange;
}

export interface ExchangeDefinition<S extends Schema>
  extends Omit<ExchangePlugin<S>, 'kind' | 'sdk' | 'permissions'> {
  readonly sdk?: string;
  readonly permissions?: PluginMeta['permissions'];
}

/** An exchange package's default export. `sdk` defaults to `^1`. */
export function defineExchange<S extends Schema>(definition: ExchangeDefinition<S>): ExchangePlugin<S> {
  return { sdk: '^1', permissions: {}, ...definition, kind: 'exchange' };
}
