import {
  BotrcError,
  type Capabilities,
  type Exchange,
  type ExchangeEvent,
  type ExchangeSink,
  type FeeRates,
  type HistoryRequest,
  INTERVALS,
  type InstrumentId,
  noAccount,
  type PluginContext,
  plainError,
  plainText,
  rateFromFraction,
  type Subscription,
  subscriptionText,
} from '@botrc/sdk';
import { Bars } from './bars.ts';
import { fetchCandles } from './candles.ts';
import { measureClockOffset } from './clock-offset.ts';
import { Definitions } from './definitions.ts';
import { Drops } from './drops.ts';
import { Feeds } from './feeds.ts';
import { fetchListing } from './instruments.ts';
import { type BybitOptions, DEPTHS, streamUrl } from './options.ts';
import { openAccount } from './private/open-account.ts';
import type { Credentials } from './private/sign.ts';
import { createPublicParser } from './public.ts';
import { createRest } from './rest.ts';
import { PublicStream } from './stream.ts';
import { depthFor, topicsFor } from './topics.ts';

/** The venue's standard (VIP 0) rates of linear contracts. */
const FEE_RATES: FeeRates = { maker: rateFromFraction(0.0002), taker: rateFromFraction(0.00055) };
/** A clock further off than this is worth a warning: the venue refuses signed requests from 1 s ahead. */
const CLOCK_WARN_MS = 1000;
const MOST_HISTORY = 1000;
/** Why there is no account, as a sentence. */
const NO_ACCOUNT =
  'There is no API key in exchange.options: market data without an account. Trade in paper mode.';

const CAPABILITIES: Omit<Capabilities, 'depths' | 'execution'> = {
  intervals: INTERVALS,
  streams: ['bar', 'book', 'trade', 'ticker'],
  missing: {
    'trailing-stop': 'Bybit sets a trailing stop on a position, not as an order: the core trails by itself.',
    transfers: 'Deposits and withdrawals show in the balances only.',
    spot: 'Only linear contracts are built: spot has other book and ticker rules.',
    inverse: 'Only linear contracts are built: inverse settles in coins.',
    'instrument-events': 'The venue has no stream of definitions: a halt shows when they are read again.',
  },
};

/** Bybit v5: market data, and with an API key an account. */
export function createBybit(options: BybitOptions, context: PluginContext): Exchange {
  const { clock, log } = context;
  const rest = createRest(options, clock);
  const drops = new Drops(log);
  const definitions = new Definitions(rest, log, options.category);
  const subscriptions = new Map<string, Subscription>();
  let topics: ReadonlySet<string> = new Set();
  let sink: ExchangeSink | undefined;
  let closed = false;

  const emit = (event: ExchangeEvent): void => {
    if (!closed) sink?.(event);
  };
  const credentials = credentialsOf(options);
  const feeds = new Feeds(credentials === undefined ? ['market'] : ['market', 'account'], emit);
  const account =
    credentials &&
    openAccount({
      ...{ options, context, credentials, rest, definitions, drops, emit },
      feed: (status, reason) => feeds.say('account', { type: 'feed', status, reason }),
    });
  const candles = async (request: HistoryRequest) =>
    fetchCandles(rest, { ...request, instrument: await definitions.get(request.instrument) }, (error) =>
      drops.add(error, `kline ${request.instrument}`),
    );
  const bars = new Bars({
    ...context,
    emit,
    fetch: async (request) => (await candles(request)).bars,
    lost: loseBars,
  });
  const parser = createPublicParser({
    instruments: definitions.known,
    sink: emit,
    log,
    candles: bars,
    accepts: (topic) => stream.has(topic),
    resync: (topic, reason) => stream.resync(topic, reason),
    control: (message) => stream.control(message),
  });
  const stream = new PublicStream({
    ...options,
    ...context,
    url: streamUrl(options.baseUrl, 'public/linear'),
    parser,
    feed: (event) => feeds.say('market', event),
    connected: () => {
      bars.reconnected();
      void reportClock();
    },
  });

  /** After a gap everything of the instrument starts from a snapshot, so the book is renewed with it. */
  function loseBars(instrument: InstrumentId, reason: string): void {
    log.warn('bars are lost', { instrument, reason });
    const book = [...topics].find(
      (topic) => topic.startsWith('orderbook.') && topic.endsWith(`.${instrument}`),
    );
    if (book !== undefined && parser.state(book)?.waiting === false) stream.renew(book, reason);
    else emit({ type: 'feed', status: 'gap', instrument, reason });
  }

  async function reportClock(): Promise<void> {
    try {
      const { offsetMs, roundTripMs } = await measureClockOffset(rest, clock);
      if (Math.abs(offsetMs) > CLOCK_WARN_MS)
        log.warn("this machine's clock is not the venue's", { offsetMs, roundTripMs });
      else log.debug('clock offset', { offsetMs, roundTripMs });
    } catch (error) {
      if (!closed) log.debug('clock offset not measured', { code: plainError(error).code });
    }
  }

  function apply(): void {
    topics = topicsFor(subscriptions.values());
    bars.set([...subscriptions.values()].filter((sub) => sub.stream === 'bar'));
    stream.set(topics);
  }

  return {
    feeRates: () => Promise.resolve(FEE_RATES),
    ...(account?.side ?? noAccount('bybit', NO_ACCOUNT)),

    capabilities: () => ({
      ...CAPABILITIES,
      execution: account === undefined ? 'none' : 'live',
      missing: { ...CAPABILITIES.missing, ...(account === undefined && { account: NO_ACCOUNT }) },
      depths: DEPTHS.filter((depth) => depth <= options.depth),
    }),

    async connect(given) {
      if (sink !== undefined || closed)
        throw new BotrcError('BOTRC_EXCHANGE_CONNECTED', 'an exchange is connected once', {
          mend: 'Create another one.',
        });
      sink = given;
      stream.start();
      void account?.start();
    },

    instruments: (ids) => definitions.load(ids),

    symbols: async () => [...(await fetchListing(rest, options.category)).keys()],

    async history(request) {
      const { instrument, interval, limit } = request;
      checkInterval(interval, 'history');
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_HISTORY)
        throw new BotrcError('BOTRC_HISTORY_LIMIT', `history takes a limit of 1 to ${MOST_HISTORY} bars`, {
          found: String(limit),
        });
      let answer = await candles(request);
      // What closed just now belongs to the past as well: it is waited for rather than left out.
      if (answer.settlesInMs > 0) {
        const { settlesInMs } = answer;
        await new Promise<void>((resolve) => clock.setTimer(settlesInMs, resolve));
        answer = await candles(request);
      }
      const newest = answer.bars.at(-1);
      if (newest !== undefined && request.toMs === undefined)
        bars.hostHas(instrument, interval, newest.openMs);
      return answer.bars;
    },

    async subscribe(wanted) {
      for (const sub of wanted) checkStream(sub, options.depth);
      const unknown = wanted.map((sub) => sub.instrument).filter((id) => !definitions.known.has(id));
      if (unknown.length > 0) await definitions.load(unknown);
      for (const sub of wanted) {
        if (definitions.known.has(sub.instrument)) subscriptions.set(subscriptionText(sub), sub);
      }
      apply();
    },

    async unsubscribe(unwanted) {
      for (const sub of unwanted) subscriptions.delete(subscriptionText(sub));
      apply();
    },

    async clockOffset() {
      return (await measureClockOffset(rest, clock)).offsetMs;
    },

    async close() {
      if (closed) return;
      closed = true;
      stream.stop();
      account?.close();
      bars.set([]);
      rest.close();
    },
  };
}

function credentialsOf({ apiKey, apiSecret, recvWindowMs }: BybitOptions): Credentials | undefined {
  if (apiKey === undefined || apiSecret === undefined) return undefined;
  return { key: apiKey, secret: apiSecret, windowMs: recvWindowMs };
}

/** @throws BOTRC_BOOK_DEPTH, BOTRC_INTERVAL_UNKNOWN */
function checkStream(sub: Subscription, deepest: number): void {
  if (sub.stream === 'bar') checkInterval(sub.interval, subscriptionText(sub));
  const depth = sub.stream === 'book' ? depthFor(sub.depth) : 0;
  if (depth !== undefined && depth <= deepest) return;
  throw new BotrcError('BOTRC_BOOK_DEPTH', `books of at most ${deepest} levels are streamed`, {
    where: subscriptionText(sub),
    mend: `Ask for fewer, or set exchange.options.depth: the venue has up to ${DEPTHS.at(-1)}.`,
  });
}

/** @throws BOTRC_INTERVAL_UNKNOWN */
function checkInterval(interval: string, where: string): void {
  if (INTERVALS.some((known) => known === interval)) return;
  throw new BotrcError('BOTRC_INTERVAL_UNKNOWN', 'the venue has no bars of this interval', {
    found: plainText(interval, 20),
    where,
    mend: `Take one of ${INTERVALS.join(', ')}.`,
  });
}
