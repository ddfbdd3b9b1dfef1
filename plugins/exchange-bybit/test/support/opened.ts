import type { BookUpdate, Exchange, ExchangeEvent, Subscription } from '@botrc/sdk';
import bybit from '../../src/index.ts';
import { type LogLine, testContext } from './context.ts';
import type { LoopbackVenue } from './loopback-venue.ts';
import { bookText } from './markets.ts';

export const BOOK: Subscription & { stream: 'book' } = { stream: 'book', instrument: 'BTCUSDT', depth: 50 };
export const BOOK_TOPIC = 'orderbook.50.BTCUSDT';

export interface Opened {
  readonly exchange: Exchange;
  /** What the sink given to `connect` has heard. */
  readonly events: ExchangeEvent[];
  /** Feed events as texts: `up`, `gap BTCUSDT`. */
  feed(): string[];
  books(): BookUpdate[];
  readonly lines: readonly LogLine[];
}

/** An exchange at the venue; it is patient unless told otherwise. */
export function openAt(venue: LoopbackVenue, options: Record<string, unknown> = {}): Opened {
  const context = testContext();
  const events: ExchangeEvent[] = [];
  const result = bybit.options['~standard'].validate({
    baseUrl: venue.baseUrl,
    staleMs: 60_000,
    requestTimeoutMs: 5000,
    ...options,
  });
  if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
  return {
    exchange: bybit.create(result.value, context),
    events,
    lines: context.lines,
    books: () => events.filter((event) => event.type === 'book'),
    feed: () =>
      events.flatMap((event) => {
        if (event.type !== 'feed') return [];
        return [event.instrument === undefined ? event.status : `${event.status} ${event.instrument}`];
      }),
  };
}

/** A venue that answers each book subscription with a snapshot. */
export function serveBooks(venue: LoopbackVenue): void {
  venue.onSubscribe = (topic, send) => {
    if (topic.startsWith('orderbook.'))
      send(bookText('snapshot', 10, [['1.00', '1']], [['2.00', '1']], topic));
  };
}
