import {
  type Bar,
  BotrcError,
  type Clock,
  type Exchange,
  type ExchangeEvent,
  type ExchangeSink,
  type FeeRates,
  type Instrument,
  type InstrumentId,
  intervalMs,
  type Ms,
  type Outcome,
  type PluginLog,
  type TimerHandle,
} from '../../sdk/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  createDataLine,
  createVenue,
  defineInstrument,
  findVenueOrder,
  hear,
  nextDueMs,
  nextHeardMs,
  onFeed,
  onMarket,
  playMissedBars,
  restoreVenue,
  setVenueLeverage,
  setVenuePositionMode,
  skipFunding,
  submitOrder,
  tell,
  type Venue,
  type VenueConfig,
  type VenueOutput,
  venueExecutionsSince,
  venueSnapshot,
} from '../../sim/index.ts';
import type { MarketEvent, MarketSide } from './market-side.ts';
import type { VenueStore } from './venue-store.ts';

/** Bars of an outage that are played through the resting orders, at most: the newest 1000 minutes. */
const OUTAGE_BARS = 1000;
/** The books are kept at least so often. */
const SAVE_MS: Ms = 60_000;
/** Between a failed attempt to keep them and the next. */
const RETRY_MS: Ms = 1_000;

export interface PaperPorts {
  /** Where the market data comes from. */
  readonly market: MarketSide;
  readonly config: VenueConfig;
  readonly store: VenueStore;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** What a stop of the bot meant for resting orders. */
  readonly outage: 'catch-up' | 'closed';
}

/**
 * Paper trading: real or synthetic market data, and behind it a simulated venue that matches orders against the
 * unmerged stream and keeps durable books of its own. To the bot it is an exchange like any other.
 */
export function createPaperExchange(ports: PaperPorts): Exchange {
  const { market, config, store, clock, log } = ports;
  const saved = store.load();
  const venue: Venue = saved ? restoreVenue(config, saved.books) : createVenue(config);
  let sink: ExchangeSink = () => undefined;
  let timer: TimerHandle | undefined;
  const line = createDataLine<ExchangeEvent>(config.latency.data ?? { model: 'fixed', ms: 0 }, config.seed);

  /** Everything the bot hears comes over one line, in order. */
  const say = (event: ExchangeEvent): void => {
    tell(line, event, clock.now());
    deliver();
  };
  let lineTimer: TimerHandle | undefined;
  const deliver = (): void => {
    const now = clock.now();
    for (const event of hear(line, now)) sink(event);
    lineTimer?.cancel();
    const due = nextHeardMs(line);
    lineTimer = due === undefined ? undefined : clock.setTimer(Math.max(0, due - now), deliver);
  };

  /** What happened at the venue and is not durable yet: the bot hears of it only then. */
  const untold: VenueOutput[] = [];
  let isDirty = false;
  let savedMs = saved?.savedMs ?? 0;
  let failure: BotrcError | undefined;

  /** Lets happen what is due, makes it durable, and only then tells the bot. */
  const settle = (changed: boolean): void => {
    const now = clock.now();
    untold.push(...advance(venue, now));
    isDirty ||= changed || untold.length > 0;
    // Now and then also without a change: an outage begins where the books were kept last.
    if (isDirty || now - savedMs >= SAVE_MS) keep(now);
    if (!failure) for (const output of untold.splice(0)) say(output);
    timer?.cancel();
    const due = failure ? now + RETRY_MS : nextDueMs(venue);
    timer = due === undefined ? undefined : clock.setTimer(Math.max(0, due - now), () => settle(false));
  };

  /** A venue that cannot keep its books is down: no entry goes out until it can, and nothing is told meanwhile. */
  const keep = (now: Ms): void => {
    try {
      store.save(venue.books, now);
      isDirty = false;
      savedMs = now;
      if (failure) say({ type: 'feed', status: 'up', reason: 'the paper account is kept again' });
      failure = undefined;
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      if (!failure) {
        log.error(error.message, { code: error.code });
        say({ type: 'feed', status: 'down', reason: error.message });
      }
      failure = error;
    }
  };

  const onEvent = (event: MarketEvent): void => {
    say(event);
    if (event.type === 'instrument') define(event.definition);
    else if (event.type === 'feed') onFeed(venue, event, clock.now());
    else if (
      event.type === 'bar' ||
      event.type === 'book' ||
      event.type === 'trade' ||
      event.type === 'ticker'
    ) {
      onMarket(venue, event, clock.now());
    } else return;
    settle(false);
  };

  const define = (instrument: Instrument): void => {
    try {
      defineInstrument(venue, instrument, clock.now());
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      log.warn(error.message, { code: error.code });
    }
  };

  const request = (outcome: Outcome): Outcome => {
    settle(true);
    // It may yet become durable, or be forgotten by a restart: nobody can say.
    return failure ? { kind: 'unknown', code: failure.code, reason: failure.message } : outcome;
  };

  /**
   * Once per start, when nothing else can refuse it: what the outage meant for orders that rested at the venue. Until
   * then the books stay as they were saved, and with them the time at which the outage began.
   */
  let caughtUp = saved === undefined;
  const defined = new Set<InstrumentId>();
  const catchUp = async (): Promise<void> => {
    if (caughtUp || !saved) return;
    const now = clock.now();
    if (ports.outage === 'closed') skipFunding(venue, now);
    else {
      const missed = await Promise.all([...defined].map((id) => missedBars(id, saved.savedMs, now)));
      for (const bars of missed) playMissedBars(venue, bars, clock.now());
    }
    caughtUp = true;
    settle(true);
  };

  const missedBars = async (id: InstrumentId, fromMs: Ms, toMs: Ms): Promise<readonly Bar[]> => {
    const limit = Math.min(OUTAGE_BARS, Math.ceil((toMs - fromMs) / intervalMs('1m')));
    if (limit <= 0) return [];
    const bars = await market.history({ instrument: id, interval: '1m', toMs, limit });
    return bars.filter((bar) => bar.openMs >= fromMs);
  };

  return {
    capabilities: () => ({ ...market.capabilities(), execution: 'paper' }),
    async connect(to) {
      await catchUp();
      sink = to;
      await market.connect(onEvent);
    },
    async instruments(ids) {
      const found = await market.instruments(ids);
      for (const instrument of found) {
        define(instrument);
        defined.add(instrument.id);
      }
      return found;
    },
    history: (wanted) => market.history(wanted),
    subscribe: (subscriptions) => market.subscribe(subscriptions),
    unsubscribe: (subscriptions) => market.unsubscribe(subscriptions),
    submit: async (order) => request(submitOrder(venue, order, clock.now())),
    cancel: async (order) => request(cancelOrder(venue, order, clock.now())),
    amend: async (order) => request(amendOrder(venue, order, clock.now())),
    findOrder: async (id) => findVenueOrder(venue, id),
    executionsSince: async (fromMs) => venueExecutionsSince(venue, fromMs),
    snapshot: async () => venueSnapshot(venue, clock.now()),
    feeRates: async (): Promise<FeeRates> => config.fees,
    setLeverage: async (id, leverage) => request(setVenueLeverage(venue, id, leverage)),
    setPositionMode: async (mode) => request(setVenuePositionMode(venue, mode)),
    ...(market.clock && { clock: market.clock }),
    ...(market.clockOffset && { clockOffset: () => market.clockOffset?.() ?? Promise.resolve(0) }),
    ...(market.symbols && { symbols: market.symbols.bind(market) }),
    async close() {
      timer?.cancel();
      lineTimer?.cancel();
      await market.close();
      if (caughtUp) store.save(venue.books, clock.now());
      store.close();
    },
  };
}
