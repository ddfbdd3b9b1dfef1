import type {
  Cash,
  Instrument,
  InstrumentId,
  Interval,
  MarketEvent,
  Ms,
  Price,
  StrategyContext,
  StrategyInstance,
  Subscription,
} from '../sdk/index.ts';
import type { Chatter } from './answers.ts';
import type { Calm } from './calm.ts';
import type { CoreConfig, StrategyConfig } from './config.ts';
import type { Effect } from './effect.ts';
import { createFacts, type Facts } from './facts.ts';
import { foldEffect } from './fold.ts';
import { createMarket, type Market, markPrice } from './market/market.ts';
import type { AskedRules } from './risk/ask.ts';
import type { RiskRule } from './risk/proposal.ts';
import type { Watched } from './risk/watch/watch-positions.ts';
import type { Asked } from './view/asked.ts';
import { createEquityCurve, type EquityCurve } from './view/equity-curve.ts';
import type { ShownFill } from './view/fills.ts';

/** A strategy in its place. */
export interface Seat {
  readonly config: StrategyConfig;
  readonly instance: StrategyInstance;
  /** Its window on the core, made at the first call. */
  context: StrategyContext | undefined;
  /** Bars seen per `instrument/interval`, towards its warm-up. */
  readonly bars: Map<string, number>;
  warm: boolean;
  readonly chatter: Chatter;
  signals: number;
  refused: number;
  /** Intents dropped while it was not warm. */
  dropped: number;
  lastReason: string | undefined;
  /** The newest intents, for views. */
  readonly asked: Asked[];
}

/** A market and who listens to it, in the order of the seats. */
export interface Place extends Market {
  readonly ears: readonly Ear[];
}

/** Streams of one instrument that a seat listens to. Bars count towards its warm-up whether or not it looks at them. */
export interface Ear {
  readonly seat: Seat;
  readonly bars: readonly Interval[];
  readonly book: boolean;
  readonly trade: boolean;
  readonly ticker: boolean;
}

/** Everything the core is: facts, which must not be lost, and minds, which can be made again. */
export interface Core {
  readonly config: CoreConfig;
  readonly facts: Facts;
  readonly markets: Map<InstrumentId, Place>;
  /** That of the newest event: events mostly come in runs of one market. */
  place: Place | undefined;
  readonly seats: readonly Seat[];
  readonly curve: EquityCurve;
  /** Newest fills, for views. */
  readonly fills: ShownFill[];
  readonly tally: { events: number; bars: number };
  /** seq, at and effects of the event being worked on. */
  seq: number;
  now: Ms;
  effects: Effect[];
  /** The event, where it is of the market: what a verdict says that it answers. */
  trigger: MarketEvent | undefined;
  /** The loss limit of the day that began with `equity`, worked out once: it is asked at every market event. */
  dayLimit: { readonly equity: Cash; readonly limit: Cash } | undefined;
  /** How far equity has been above the recorded peak since that was recorded: see `watchDrawdown`. */
  peakGain: Cash;
  /** By position key: see `watchPositions`. */
  readonly watched: Map<string, Watched>;
  /** Risk rules of plugins, in the order of the profile. */
  readonly pluginRules: readonly RiskRule[];
  /** The risk rules that the profile switches on, in order; made at the first proposal. */
  rules: readonly RiskRule[] | undefined;
  /** The same, as the gate asks them. */
  asked: AskedRules | undefined;
  /** When the watch of the day has nothing to say, as far as is known. */
  calm: Calm | undefined;
  /** Warm-up history is being played in. */
  warming: boolean;
  /** A strategy is about to run, and has run: a host tells its watchdog. */
  onEnter?: (owner: string) => void;
  onLeave?: () => void;
}

export function createCore(
  config: CoreConfig,
  instances: ReadonlyMap<string, StrategyInstance>,
  facts: Facts = createFacts(),
  pluginRules: readonly RiskRule[] = [],
): Core {
  const seats = config.strategies.flatMap((strategy) => {
    const instance = instances.get(strategy.owner);
    return instance ? [createSeat(strategy, instance)] : [];
  });
  return {
    config,
    facts,
    markets: new Map(config.instruments.map((id) => [id, { ...createMarket(id), ears: earsOf(id, seats) }])),
    place: undefined,
    seats,
    curve: createEquityCurve(),
    fills: [],
    tally: { events: 0, bars: 0 },
    seq: facts.seq,
    now: facts.at,
    effects: [],
    trigger: undefined,
    dayLimit: undefined,
    peakGain: 0n,
    watched: new Map(),
    pluginRules,
    rules: undefined,
    asked: undefined,
    calm: undefined,
    warming: false,
  };
}

function createSeat(config: StrategyConfig, instance: StrategyInstance): Seat {
  const warm = Object.values(config.warmup).every((need) => !need);
  return {
    config,
    instance,
    context: undefined,
    bars: new Map(),
    warm,
    chatter: { sinceMs: 0, intents: 0 },
    signals: 0,
    refused: 0,
    dropped: 0,
    lastReason: undefined,
    asked: [],
  };
}

function earsOf(id: InstrumentId, seats: readonly Seat[]): Ear[] {
  return seats.flatMap((seat) => {
    const own = seat.config.subscriptions.filter((sub) => sub.instrument === id);
    return own.length > 0 ? [createEar(seat, own)] : [];
  });
}

function createEar(seat: Seat, own: readonly Subscription[]): Ear {
  const { instance } = seat;
  const has = (stream: Subscription['stream']): boolean => own.some((sub) => sub.stream === stream);
  return {
    seat,
    bars: own.flatMap((sub) => (sub.stream === 'bar' ? [sub.interval] : [])),
    book: has('book') && instance.onBook !== undefined,
    trade: has('trade') && instance.onTrade !== undefined,
    ticker: has('ticker') && instance.onTicker !== undefined,
  };
}

/** The one way anything leaves the core: into the list and, in the same breath, into the facts. */
export function emit(core: Core, effect: Effect): void {
  core.effects.push(effect);
  foldEffect(core.facts, effect, core.seq, core.now);
}

/** The place of an event; undefined for an instrument that the profile does not have. */
export function placeOf(core: Core, id: InstrumentId): Place | undefined {
  if (core.place?.instrument !== id) core.place = core.markets.get(id);
  return core.place;
}

/** A known instrument. @throws RangeError for one that was never defined: a defect, not an input. */
export function instrumentOf(core: Core, id: InstrumentId): Instrument {
  const instrument = core.facts.instruments.get(id);
  if (!instrument) throw new RangeError(`instrument ${id} is not defined`);
  return instrument;
}

export function markOf(core: Core, id: InstrumentId): Price | undefined {
  const market = core.markets.get(id);
  return market && markPrice(market);
}
