import type { CoreConfig } from '../core/config.ts';
import type { HistoryEvent } from '../core/event.ts';
import {
  type Capabilities,
  type Exchange,
  type Interval,
  type Ms,
  type Subscription,
  subscriptionText,
} from '../sdk/index.ts';

/** Book depth that fills and views need at least. */
const DEPTH = 50;

/**
 * What the bot listens to: what its strategies asked for, and of every instrument the ticker, the trades and a book,
 * which marks, fills and views need; as far as the venue has them.
 */
export function streamsOf(config: CoreConfig, capabilities: Capabilities): readonly Subscription[] {
  const depth = capabilities.depths.find((d) => d >= DEPTH) ?? capabilities.depths.at(-1);
  const base = config.instruments.flatMap((instrument): Subscription[] => [
    { stream: 'ticker', instrument },
    { stream: 'trade', instrument },
    ...(depth === undefined ? [] : [{ stream: 'book', instrument, depth } as const]),
  ]);
  const wanted = config.strategies.flatMap((strategy) => strategy.subscriptions);
  const all = new Map([...base, ...wanted].map((s) => [subscriptionText(s), s]));
  return [...all.values()].filter((s) => capabilities.streams.includes(s.stream));
}

/** The bars that warm the strategies up: per instrument and interval the most that any of them needs. */
export async function fetchWarmUp(config: CoreConfig, exchange: Exchange, toMs: Ms): Promise<HistoryEvent[]> {
  const needs = new Map<string, { instrument: string; interval: Interval; limit: number }>();
  for (const strategy of config.strategies) {
    for (const s of strategy.subscriptions) {
      const limit = s.stream === 'bar' ? (strategy.warmup[s.interval] ?? 0) : 0;
      if (s.stream !== 'bar' || limit === 0) continue;
      const key = subscriptionText(s);
      if ((needs.get(key)?.limit ?? 0) < limit)
        needs.set(key, { instrument: s.instrument, interval: s.interval, limit });
    }
  }
  return Promise.all(
    [...needs.values()].map(async ({ instrument, interval, limit }): Promise<HistoryEvent> => {
      const bars = await exchange.history({ instrument, interval, toMs, limit });
      return { type: 'history', instrument, interval, bars };
    }),
  );
}
