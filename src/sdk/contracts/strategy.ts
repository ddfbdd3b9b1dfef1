import type { Bar, BookUpdate, Ticker, Trade } from '../market/events.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Subscription } from '../market/subscription.ts';
import type { Fill } from '../orders/fill.ts';
import type { Intent } from '../orders/intent.ts';
import type { OrderType, Side } from '../orders/order.ts';
import type { ClientOrderId, InstrumentId, Leg } from '../values/ids.ts';
import type { Price, Quantity } from '../values/money.ts';
import type { Interval, Ms } from '../values/time.ts';
import type { PluginMeta } from './plugin.ts';
import type { Schema, SchemaOutput } from './schema.ts';

/** What a handler returns: nothing, one intent, or several in order. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that has nothing to say simply does not return
export type Answer = Intent | readonly Intent[] | undefined | void;

/**
 * A strategy: pure, synchronous, without network, files, clock or randomness of its own.
 * `create` runs once per host. All that it must remember is in `state`, one plain record (numbers, strings,
 * booleans, null, arrays, plain objects, typed arrays, Map, Set): the host snapshots it and restores it in place,
 * so closures over `state` and over objects inside it stay valid.
 */
export interface StrategyInstance {
  readonly state: object;
  /** A confirmed bar of a subscribed interval, warm-up bars included (see `StrategyContext.warm`). */
  onBar?(bar: Bar, context: StrategyContext): Answer;
  /** The book changed; read it with `context.book()`. */
  onBook?(update: BookUpdate, context: StrategyContext): Answer;
  onTrade?(trade: Trade, context: StrategyContext): Answer;
  onTicker?(ticker: Ticker, context: StrategyContext): Answer;
  /** A fill of one of this strategy's own orders, after the ledger has booked it. */
  onFill?(fill: Fill, context: StrategyContext): Answer;
  /** One of this strategy's own orders changed state. */
  onOrder?(order: StrategyOrder, context: StrategyContext): Answer;
  /** An intent was refused; `rule` names the risk rule or check that said no. */
  onRefused?(
    intent: Intent,
    refusal: { readonly rule: string; readonly reason: string },
    context: StrategyContext,
  ): void;
}

/** A strategy's read-only window on the world. Valid during the call only. */
export interface StrategyContext {
  /** The event's `at`: the only now. */
  readonly nowMs: Ms;
  /** False while warm-up history is played in: intents are dropped and counted. */
  readonly warm: boolean;
  instrument(id: InstrumentId): Instrument;
  /** The core's own book, never a copy; undefined until its first snapshot. */
  book(id: InstrumentId): BookView | undefined;
  ticker(id: InstrumentId): Ticker | undefined;
  /**
   * What this strategy holds; quantity 0 when flat. In hedge mode of one leg, or without one of both together: their
   * sum, with an entry price only where one leg is held.
   */
  position(id: InstrumentId, leg?: Leg): StrategyPosition;
  /** This strategy's orders that are not final; without a leg those of all. */
  orders(id: InstrumentId, leg?: Leg): readonly StrategyOrder[];
}

/** Sorted best first. Level i is [price(i), size(i)]. */
export interface BookView {
  readonly bids: BookSideView;
  readonly asks: BookSideView;
}
export interface BookSideView {
  readonly length: number;
  /** Undefined beyond the last level. */
  price(level: number): Price | undefined;
  size(level: number): Quantity | undefined;
}

export interface StrategyPosition {
  /** Signed: negative is short. */
  readonly quantity: Quantity;
  /** Rounded to the price scale, toward zero; undefined when flat. */
  readonly entryPrice: Price | undefined;
  readonly openedMs: Ms | undefined;
}

export interface StrategyOrder {
  readonly clientOrderId: ClientOrderId;
  readonly instrument: InstrumentId;
  /** The position it is for. */
  readonly leg: Leg;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Quantity;
  readonly filled: Quantity;
  readonly price: Price | undefined;
  readonly state: string;
  readonly tag: string | undefined;
}

/** What a strategy is told at creation. */
export interface StrategyEnvironment {
  /** Its name in the profile; two entries of one strategy have two names. */
  readonly owner: string;
  /** The instruments the profile gives it, at least one. */
  readonly instruments: readonly Instrument[];
}

/** How much history `onBar` wants before it is warm: bars of each named interval, 0..1000. */
export type Warmup = Readonly<Partial<Record<Interval, number>>>;

export interface StrategyPlugin<S extends Schema = Schema> extends PluginMeta {
  readonly kind: 'strategy';
  /** Parameters, the strategy's options in the profile. */
  readonly options: S;
  subscribe(params: SchemaOutput<S>, environment: StrategyEnvironment): readonly Subscription[];
  warmup(params: SchemaOutput<S>): Warmup;
  create(params: SchemaOutput<S>, environment: StrategyEnvironment): StrategyInstance;
}

export interface StrategyDefinition<S extends Schema>
  extends Omit<StrategyPlugin<S>, 'kind' | 'sdk' | 'options' | 'permissions'> {
  readonly params: S;
  readonly sdk?: string;
}

/** A strategy package's default export. `sdk` defaults to `^1`. */
export function defineStrategy<S extends Schema>(definition: StrategyDefinition<S>): StrategyPlugin<S> {
  const { params, ...rest } = definition;
  return {
    sdk: '^1',
    ...rest,
    kind: 'strategy',
    options: params,
    permissions: {},
  };
}
