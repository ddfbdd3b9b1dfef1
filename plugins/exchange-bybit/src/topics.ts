import type { InstrumentId, Interval, Subscription } from '@botrc/sdk';
import { INTERVALS } from '@botrc/sdk';
import { DEPTHS, type Depth } from './options.ts';

/** Interval codes of kline topics and of REST kline. */
export const INTERVAL_CODES: Readonly<Record<Interval, string>> = {
  '1m': '1',
  '3m': '3',
  '5m': '5',
  '15m': '15',
  '30m': '30',
  '1h': '60',
  '2h': '120',
  '4h': '240',
  '6h': '360',
  '12h': '720',
  '1d': 'D',
};

/** The smallest depth the venue streams that holds `levels`; undefined where none does. */
export function depthFor(levels: number): Depth | undefined {
  return DEPTHS.find((depth) => depth >= levels);
}

/**
 * The topics that serve the subscriptions. One book topic per instrument, the deepest that was asked for: two of
 * different depth would run into one another in the one book the core keeps.
 */
export function topicsFor(subscriptions: Iterable<Subscription>): Set<string> {
  const topics = new Set<string>();
  const depths = new Map<InstrumentId, Depth>();
  for (const sub of subscriptions) {
    if (sub.stream === 'bar') topics.add(`kline.${INTERVAL_CODES[sub.interval]}.${sub.instrument}`);
    else if (sub.stream === 'trade') topics.add(`publicTrade.${sub.instrument}`);
    else if (sub.stream === 'ticker') topics.add(`tickers.${sub.instrument}`);
    else {
      const wanted = depthFor(Math.max(sub.depth, depths.get(sub.instrument) ?? 0));
      if (wanted !== undefined) depths.set(sub.instrument, wanted);
    }
  }
  for (const [instrument, depth] of depths) topics.add(`orderbook.${depth}.${instrument}`);
  return topics;
}

/** A topic text read back; undefined where it is none of ours. */
export function parseTopic(topic: string): Subscription | undefined {
  const first = topic.indexOf('.');
  const last = topic.lastIndexOf('.');
  const name = topic.slice(0, first);
  const instrument = topic.slice(last + 1);
  if (first < 0 || instrument === '') return undefined;
  if (first === last) {
    if (name === 'publicTrade') return { stream: 'trade', instrument };
    return name === 'tickers' ? { stream: 'ticker', instrument } : undefined;
  }
  const code = topic.slice(first + 1, last);
  if (name === 'orderbook') {
    const depth = DEPTHS.find((known) => String(known) === code);
    return depth === undefined ? undefined : { stream: 'book', instrument, depth };
  }
  const interval = name === 'kline' ? INTERVALS.find((known) => INTERVAL_CODES[known] === code) : undefined;
  return interval === undefined ? undefined : { stream: 'bar', instrument, interval };
}
