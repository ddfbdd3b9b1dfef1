import {
  type AccountSide,
  type Bar,
  BotrcError,
  type Exchange,
  type ExchangeEvent,
  type ExchangeSink,
  type FeeRates,
  type HistoryRequest,
  type Interval,
  intervalMs,
  type Ms,
  noAccount,
  type PluginContext,
  plainText,
  type Subscription,
  subscriptionText,
} from '@botrc/sdk';
import { accountSide } from './account/account.ts';
import { Hearing } from './account/hearing.ts';
import { Ids } from './account/ids.ts';
import { Queries } from './account/queries.ts';
import { capabilitiesOf, has, intervalsOf, noAccountReason } from './capabilities.ts';
import { Deadline } from './deadline.ts';
import { Definitions } from './definitions.ts';
import { Drops } from './drops.ts';
import { isTold, rateOf } from './exact.ts';
import { reasonOf } from './failures.ts';
import { Feeds } from './feeds.ts';
import { confirmedBars } from './market/candles.ts';
import { MarketData } from './market/market-data.ts';
import { isPlain, openClient } from './open-client.ts';
import type { CcxtOptions } from './options.ts';
import { pause, retryMs } from './pause.ts';
import type { Listed } from './units.ts';
import { VenueTime } from './venue-time.ts';

const MOST_HISTORY = 1000;

/** One exchange through ccxt: market data, and with an API key an account where ccxt has all that one needs. */
export function createCcxt(options: CcxtOptions, context: PluginContext): Exchange {
  const { clock, log, random } = context;
  const client = openClient(options);
  const capabilities = capabilitiesOf(client, options);
  const deadline = new Deadline(clock, options.requestTimeoutMs);
  const drops = new Drops(log);
  const definitions = new Definitions({ ...{ client, options, deadline, clock, log } });
  const time = new VenueTime(client, deadline, clock);
  const subscriptions = new Map<string, Subscription>();
  let sink: ExchangeSink | undefined;

  const emit = (event: ExchangeEvent): void => {
    if (!deadline.isClosed) sink?.(event);
  };
  const feeds = new Feeds(emit);
  const shared = { ...{ client, options, deadline, definitions, drops, time, feeds, emit }, ...context };
  const market = new MarketData({
    ...shared,
    fetchBars: async (listed, interval, fromMs) => bars(listed, interval, fromMs, Number.MAX_SAFE_INTEGER),
  });
  const account = noAccountReason(client, options) === undefined ? openAccount() : undefined;

  function openAccount(): { readonly hearing: Hearing; readonly side: Omit<AccountSide, 'feeRates'> } {
    const ids = new Ids();
    const queries = new Queries({ ...shared, ids });
    const hearing = new Hearing({ ...shared, queries });
    return { hearing, side: accountSide({ ...shared, hearing, ids, queries }) };
  }

  async function bars(listed: Listed, interval: Interval, fromMs: Ms, toMs: Ms): Promise<readonly Bar[]> {
    const nowMs = await time.known();
    return confirmedBars(client, deadline, { listed, interval, fromMs, toMs }, nowMs);
  }

  /** Markets are what everything else rests on: without them nothing is streamed, and the feed stays down. */
  async function start(): Promise<void> {
    for (let attempt = 0; !deadline.isClosed; attempt++) {
      try {
        if (isPlain(client)) await client.loadHttpProxyAgent();
        await definitions.markets();
        await time.known();
        if (deadline.isClosed) return;
        feeds.flows('markets');
        account?.hearing.start();
        isStarted = true;
        await apply();
        return;
      } catch (error) {
        feeds.fails('markets', reasonOf(error));
        log.warn('the exchange does not answer yet', { reason: reasonOf(error) });
        await pause(clock, retryMs(attempt, random));
      }
    }
  }
  let isStarted = false;

  /** @throws BOTRC_EXCHANGE_… where a definition cannot be had */
  async function apply(): Promise<void> {
    if (!isStarted || deadline.isClosed) return;
    const unknown = [...subscriptions.values()]
      .map((sub) => sub.instrument)
      .filter((id) => !definitions.known(id));
    if (unknown.length > 0) await definitions.load(unknown);
    if (!deadline.isClosed) market.set(subscriptions.values(), (id) => definitions.known(id));
  }

  function checkStream(sub: Subscription): void {
    if (sub.stream === 'bar') checkInterval(sub.interval, subscriptionText(sub));
    if (!capabilities.streams.includes(sub.stream))
      throw new BotrcError('BOTRC_NOT_SUPPORTED', capabilities.missing[sub.stream] ?? 'no such stream', {
        where: subscriptionText(sub),
      });
    if (sub.stream === 'book' && !(sub.depth >= 1 && sub.depth <= options.depth))
      throw new BotrcError('BOTRC_BOOK_DEPTH', `books of at most ${options.depth} levels are streamed`, {
        where: subscriptionText(sub),
        mend: 'Ask for fewer, or set exchange.options.depth.',
      });
  }

  /** @throws BOTRC_INTERVAL_UNKNOWN */
  function checkInterval(interval: string, where: string): void {
    const known = intervalsOf(client);
    if (known.some((one) => one === interval)) return;
    throw new BotrcError(
      'BOTRC_INTERVAL_UNKNOWN',
      `${options.id} has no bars of this interval through ccxt`,
      {
        ...{ found: plainText(interval, 20), where },
        mend: `Take one of ${known.join(', ')}.`,
      },
    );
  }

  return {
    ...(account?.side ?? noAccount('ccxt', capabilities.missing.account ?? '')),

    capabilities: () => capabilities,

    async connect(given) {
      if (sink !== undefined || deadline.isClosed)
        throw new BotrcError('BOTRC_EXCHANGE_CONNECTED', 'an exchange is connected once', {
          mend: 'Create another one.',
        });
      sink = given;
      void start();
    },

    instruments: async (ids) => (await definitions.load(ids)).map((listed) => listed.instrument),

    symbols: async () => (await definitions.markets()).map((listed) => listed.id),

    async history({ instrument, interval, limit, toMs }: HistoryRequest) {
      checkInterval(interval, 'history');
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_HISTORY)
        throw new BotrcError('BOTRC_HISTORY_LIMIT', `history takes a limit of 1 to ${MOST_HISTORY} bars`, {
          found: String(limit),
        });
      const listed = await definitions.get(instrument);
      const span = intervalMs(interval);
      const endMs = toMs ?? (await time.known());
      const fromMs = Math.max(0, (Math.floor(endMs / span) - limit - (toMs === undefined ? 1 : 0)) * span);
      const found = (await bars(listed, interval, fromMs, endMs)).slice(-limit);
      const newest = found.at(-1);
      if (newest !== undefined && toMs === undefined) market.hostHas(instrument, interval, newest.openMs);
      return found;
    },

    async subscribe(wanted) {
      for (const sub of wanted) checkStream(sub);
      for (const sub of wanted) subscriptions.set(subscriptionText(sub), sub);
      await apply();
    },

    async unsubscribe(unwanted) {
      for (const sub of unwanted) subscriptions.delete(subscriptionText(sub));
      await apply();
    },

    async feeRates(instrument): Promise<FeeRates> {
      const { symbol } = await definitions.get(instrument);
      const ofAccount = account !== undefined && has(client, 'fetchTradingFee');
      const told = ofAccount
        ? await deadline.ask('fee rates', () => client.fetchTradingFee(symbol))
        : client.markets?.[symbol];
      const { maker, taker } = told ?? {};
      if (!isTold(maker) || !isTold(taker))
        throw new BotrcError('BOTRC_NOT_SUPPORTED', `ccxt knows no fee rates of ${options.id}`, {
          mend: 'Set the fees of paper trading in the profile.',
        });
      return { maker: rateOf(maker), taker: rateOf(taker) };
    },

    ...(has(client, 'fetchTime') && { clockOffset: () => time.measure() }),

    async close() {
      if (deadline.isClosed) return;
      deadline.close();
      market.stop();
      account?.hearing.stop();
      await client.close().catch((error: unknown) => log.debug('closed badly', { reason: reasonOf(error) }));
    },
  };
}
