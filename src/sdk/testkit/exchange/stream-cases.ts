import { BotrcError } from '../../errors.ts';
import type { Bar, BookUpdate, MarketEvent } from '../../market/events.ts';
import { type Subscription, subscriptionText } from '../../market/subscription.ts';
import { expectEqual, expectTrue, type Suite } from '../suite.ts';
import type { ExchangeHarness } from './harness.ts';
import { connected, declaredStreams, refusal, type Session, unconnected } from './session.ts';
import { BookReader, expectBar, expectShape } from './shapes.ts';

const NO_BAR_PATIENCE = { skipped: 'the harness has no patience for a live bar (barPatienceMs)' };
const BOOK_UPDATES = 20;

/** Live market data. */
export const streamCases: Suite<ExchangeHarness> = [
  {
    id: 'EX-20',
    title: 'streams what was subscribed, each event in shape, and nothing else',
    run: connected(async (session) => {
      for (const sub of declaredStreams(session).filter((s) => s.stream !== 'bar')) {
        const from = session.events.length;
        await session.exchange.subscribe([sub]);
        await seen(session, sub, 3, from);
        await session.exchange.unsubscribe([sub]);
        // What was under way when the stream ended may still arrive.
        await session.pass(500);
        for (const event of marketEvents(session)) expectShape(event);
        const others = session.events
          .slice(from)
          .filter((e) => isMarket(e) && (e.type !== sub.stream || e.instrument !== sub.instrument));
        expectEqual(others.slice(0, 1), [], `an event beside ${subscriptionText(sub)}`);
      }
    }),
  },
  {
    id: 'EX-21',
    title: 'begins a book with a snapshot and never shows it crossed, of each declared depth',
    run: connected(async (session) => {
      const { exchange, instrument } = session;
      for (const depth of exchange.capabilities().depths) {
        const from = session.events.length;
        const sub: Subscription = { stream: 'book', instrument, depth };
        await exchange.subscribe([sub]);
        await seen(session, sub, depth === 1 ? 3 : BOOK_UPDATES, from);
        await exchange.unsubscribe([sub]);
        const reader = new BookReader(depth);
        for (const event of session.events.slice(from)) if (event.type === 'book') reader.read(event);
        await session.pass(500);
      }
    }),
  },
  {
    id: 'EX-22',
    title: 'streams confirmed bars in sequence, each once, each equal to the history afterwards',
    run: connected(async (session) => {
      const { exchange, harness, instrument } = session;
      if (harness.barPatienceMs === undefined) return NO_BAR_PATIENCE;
      const sub: Subscription = { stream: 'bar', instrument, interval: '1m' };
      await exchange.subscribe([sub]);
      await seen(session, sub, 2, 0, harness.barPatienceMs * 2);
      const bars = session.events.filter((e): e is Bar => e.type === 'bar');
      for (const [i, bar] of bars.entries()) {
        expectBar(bar);
        if (i > 0) expectEqual(bar.openMs, bars[i - 1]!.time, 'the open of the next bar');
      }
      const last = bars[bars.length - 1]!;
      const [known] = await exchange.history({ instrument, interval: '1m', limit: 1, toMs: last.time });
      expectEqual(known, last, 'the bar in the history');
    }),
  },
  {
    id: 'EX-23',
    title: 'takes subscriptions before the connection stands',
    run: unconnected(async (session, connect) => {
      const sub: Subscription = { stream: 'ticker', instrument: session.instrument };
      await session.exchange.subscribe([sub]);
      await connect();
      await seen(session, sub, 1, 0);
    }),
  },
  {
    id: 'EX-24',
    title: 'takes a stream that is subscribed twice for one',
    run: connected(async (session) => {
      const { exchange, instrument } = session;
      const sub: Subscription = { stream: 'trade', instrument };
      await exchange.subscribe([sub, sub]);
      await exchange.subscribe([sub]);
      await seen(session, sub, 5, 0);
      const ids = session.events.flatMap((e) => (e.type === 'trade' ? [e.id] : []));
      expectEqual(new Set(ids).size, ids.length, 'distinct trades');
    }),
  },
  {
    id: 'EX-25',
    title: 'ends a stream on unsubscribe and leaves the others running',
    run: connected(async (session) => {
      const { exchange, instrument } = session;
      const ticker: Subscription = { stream: 'ticker', instrument };
      const trade: Subscription = { stream: 'trade', instrument };
      await exchange.subscribe([ticker, trade]);
      await seen(session, ticker, 1, 0);
      await seen(session, trade, 1, 0);
      await exchange.unsubscribe([trade]);
      await session.pass(500);
      const from = session.events.length;
      await seen(session, ticker, 3, from);
      expectEqual(
        session.events.slice(from).filter((e) => e.type === 'trade').length,
        0,
        'trades afterwards',
      );
    }),
  },
  {
    id: 'EX-26',
    title: 'begins a book anew when it is subscribed again',
    run: connected(async (session) => {
      const { exchange, instrument } = session;
      const [depth] = exchange.capabilities().depths;
      if (depth === undefined) return { skipped: 'it declares no book' };
      const sub: Subscription = { stream: 'book', instrument, depth };
      for (let round = 0; round < 2; round++) {
        await session.pass(500);
        const from = session.events.length;
        await exchange.subscribe([sub]);
        await seen(session, sub, 1, from);
        const first = session.events.slice(from).find((e): e is BookUpdate => e.type === 'book');
        expectEqual(first?.kind, 'snapshot', 'the first book event');
        await exchange.unsubscribe([sub]);
      }
    }),
  },
  {
    id: 'EX-27',
    title: 'refuses a stream of an unlisted instrument or stays silent on it, and the others go on',
    run: connected(async (session) => {
      const { exchange, instrument, harness } = session;
      const unlisted = harness.unlisted ?? 'NOSUCHUSDT';
      const good: Subscription = { stream: 'ticker', instrument };
      await exchange.subscribe([good]);
      try {
        await exchange.subscribe([{ stream: 'ticker', instrument: unlisted }]);
      } catch (error) {
        expectTrue(error instanceof BotrcError, `refused without a BotrcError: ${String(error)}`);
      }
      const from = session.events.length;
      await seen(session, good, 3, from);
      expectEqual(
        marketEvents(session).filter((e) => e.instrument === unlisted),
        [],
        `events of ${unlisted}`,
      );
    }),
  },
  {
    id: 'EX-28',
    title: 'refuses a book of a depth that it does not declare',
    run: connected(async ({ exchange, instrument }) => {
      const { depths } = exchange.capabilities();
      if (depths.length === 0) return { skipped: 'it declares no book' };
      const depth = Math.max(...depths) + 7;
      await refusal(exchange.subscribe([{ stream: 'book', instrument, depth }]), `depth ${depth}`);
    }),
  },
];

function isMarket(event: { type: string }): event is MarketEvent {
  return ['bar', 'book', 'trade', 'ticker'].includes(event.type);
}

function marketEvents({ events }: Session): MarketEvent[] {
  return events.filter(isMarket);
}

/** Waits for `count` events of the stream after the first `from` ones. */
async function seen(
  session: Session,
  sub: Subscription,
  count: number,
  from: number,
  patienceMs?: number,
): Promise<void> {
  const isOfStream = (e: MarketEvent): boolean => e.type === sub.stream && e.instrument === sub.instrument;
  const enough = (): true | undefined =>
    session.events.slice(from).filter((e) => isMarket(e) && isOfStream(e)).length >= count || undefined;
  await session.waitFor(`${count} events of ${subscriptionText(sub)}`, enough, patienceMs);
}
