import type {
  Bar,
  Capabilities,
  Exchange,
  ExchangeSink,
  InstrumentId,
  MarketEvent,
  PluginContext,
  Subscription,
} from '@botrc/sdk';
import { BotrcError, INTERVALS, intervalMs, subscriptionText } from '@botrc/sdk';
import { BOOK_DEPTH, bookSnapshot } from '@botrc/sim';
import { demandHistory, demandStream } from './demands.ts';
import { DemoMarket } from './demo-market.ts';
import { LISTINGS } from './listings.ts';
import { NO_EXECUTION, noExecution } from './no-execution.ts';
import type { DemoOptions } from './options.ts';
import { stepOf } from './options.ts';
import { scaledClock } from './scaled-clock.ts';

const MINUTE = 60_000;

const CAPABILITIES: Capabilities = {
  execution: 'none',
  intervals: INTERVALS,
  streams: ['bar', 'book', 'trade', 'ticker'],
  depths: [BOOK_DEPTH],
  missing: { execution: NO_EXECUTION },
};

/** An exchange that is a synthetic market with a clock of its own. No network; the same seed, the same market. */
export function createDemoExchange(options: DemoOptions, context: PluginContext): Exchange {
  // Its time runs faster than the wall: a bot that comes back has seen later hours than the wall shows.
  const startMs =
    Math.max(Math.floor(context.clock.now() / MINUTE), Math.ceil((context.resumeMs ?? 0) / MINUTE)) * MINUTE;
  const clock = scaledClock(context.clock, startMs, options.speed);
  const listings = [...new Set(options.instruments)].map((id) => LISTINGS[id]);
  const listed: readonly InstrumentId[] = options.instruments;
  const demo = new DemoMarket(clock, startMs, options.seed, listings, stepOf(options));
  const subscriptions = new Map<string, Subscription>();
  /** Instruments whose book stream has yet to begin with a snapshot. */
  const bookless = new Set<InstrumentId>();
  let state: 'new' | 'connected' | 'closed' = 'new';
  let sink: ExchangeSink | undefined;

  const forward = (event: MarketEvent): void => {
    const { type, instrument } = event;
    if (type === 'bar') {
      forwardBars(event);
      return;
    }
    const sub: Subscription =
      type === 'book' ? { stream: type, instrument, depth: BOOK_DEPTH } : { stream: type, instrument };
    if (!subscriptions.has(subscriptionText(sub))) return;
    const begins = type === 'book' && bookless.delete(instrument);
    sink?.((begins && bookSnapshot(demo.market, instrument)) || event);
  };

  /** A closing minute may close longer bars with it. */
  const forwardBars = (minute: Bar): void => {
    for (const sub of subscriptions.values()) {
      if (sub.stream !== 'bar' || sub.instrument !== minute.instrument) continue;
      const { instrument, interval } = sub;
      if (interval === '1m') sink?.(minute);
      else if (minute.time % intervalMs(interval) === 0)
        for (const bar of demo.bars({ instrument, interval, toMs: minute.time, limit: 1 })) sink?.(bar);
    }
  };

  const onGap = (reason: string): void => {
    sink?.({ type: 'feed', status: 'gap', reason });
    for (const sub of subscriptions.values()) if (sub.stream === 'book') bookless.add(sub.instrument);
    sink?.({ type: 'feed', status: 'up', reason: 'the demo market goes on' });
  };

  return {
    ...noExecution(clock.now),
    clock,
    capabilities: () => CAPABILITIES,
    async connect(to) {
      if (state !== 'new') {
        const code = state === 'closed' ? 'BOTRC_EXCHANGE_CLOSED' : 'BOTRC_EXCHANGE_CONNECTED';
        const mend = 'Create another exchange to connect again.';
        throw new BotrcError(code, `the demo market is ${state} already`, { mend });
      }
      state = 'connected';
      demo.start({ onStep: (events) => events.forEach(forward), onGap });
      sink = to;
      context.log.info('demo market started', { seed: options.seed, speed: options.speed });
      sink({ type: 'feed', status: 'up', reason: 'synthetic market' });
    },
    async instruments(ids) {
      return listings.map((l) => l.instrument).filter((instrument) => ids.includes(instrument.id));
    },
    symbols: async () => listed,
    async history(request) {
      demandHistory(request, listed);
      return demo.bars(request);
    },
    async subscribe(wanted) {
      for (const sub of wanted) demandStream(sub, listed);
      for (const sub of wanted) {
        const text = subscriptionText(sub);
        if (subscriptions.has(text)) continue;
        subscriptions.set(text, sub);
        if (sub.stream === 'book') bookless.add(sub.instrument);
      }
    },
    async unsubscribe(unwanted) {
      for (const sub of unwanted) subscriptions.delete(subscriptionText(sub));
    },
    async close() {
      state = 'closed';
      demo.stop();
      sink = undefined;
    },
  };
}
