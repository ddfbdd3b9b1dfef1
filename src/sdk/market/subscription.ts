import type { InstrumentId } from '../values/ids.ts';
import type { Interval } from '../values/time.ts';

/** One stream of one instrument. */
export type Subscription =
  | {
      readonly stream: 'bar';
      readonly instrument: InstrumentId;
      readonly interval: Interval;
    }
  | {
      readonly stream: 'book';
      readonly instrument: InstrumentId;
      readonly depth: number;
    }
  | { readonly stream: 'trade'; readonly instrument: InstrumentId }
  | { readonly stream: 'ticker'; readonly instrument: InstrumentId };

/** Equal streams have equal texts: `bar:BTCUSDT:1m`, `book:BTCUSDT:50`. */
export function subscriptionText(sub: Subscription): string {
  const tail = sub.stream === 'bar' ? `:${sub.interval}` : sub.stream === 'book' ? `:${sub.depth}` : '';
  return `${sub.stream}:${sub.instrument}${tail}`;
}
