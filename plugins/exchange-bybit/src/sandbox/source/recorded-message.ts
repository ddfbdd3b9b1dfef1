import type { Ms } from '@botrc/sdk';
import * as z from 'zod';
import type { WireTrade } from '../market/trade-stream.ts';

/** Stream messages as recorded: the parts that playing them takes, everything else left out or passed on. */

export interface RecordedBook {
  readonly type: 'snapshot' | 'delta';
  readonly ts: Ms;
  readonly cts: Ms;
  readonly data: {
    readonly b: readonly (readonly [price: string, size: string])[];
    readonly a: readonly (readonly [price: string, size: string])[];
    readonly u: number;
    readonly seq: number;
  };
}

export interface RecordedTrades {
  readonly ts: Ms;
  readonly data: readonly WireTrade[];
}

export interface RecordedTicker {
  readonly type: 'snapshot' | 'delta';
  readonly ts: Ms;
  readonly cs: number;
  readonly data: Readonly<Record<string, string>>;
}

export interface RecordedKline {
  readonly ts: Ms;
  /** The open candle, or the closed one and the next. */
  readonly data: readonly {
    readonly start: Ms;
    readonly open: string;
    readonly close: string;
    readonly high: string;
    readonly low: string;
    readonly volume: string;
    readonly turnover: string;
  }[];
}

const kind = z.enum(['snapshot', 'delta']);
const level = z.tuple([z.string(), z.string()]);

const book: z.ZodType<RecordedBook> = z.object({
  type: kind,
  ts: z.number(),
  cts: z.number(),
  data: z.object({ b: z.array(level), a: z.array(level), u: z.number(), seq: z.number() }),
});

const trades: z.ZodType<RecordedTrades> = z.object({
  ts: z.number(),
  data: z.array(
    z.looseObject({
      T: z.number(),
      s: z.string(),
      S: z.enum(['Buy', 'Sell']),
      v: z.string(),
      p: z.string(),
      L: z.string(),
      i: z.string(),
      BT: z.boolean(),
      RPI: z.boolean(),
      seq: z.number(),
    }),
  ),
});

const ticker: z.ZodType<RecordedTicker> = z.object({
  type: kind,
  ts: z.number(),
  cs: z.number(),
  data: z.record(z.string(), z.string()),
});

const candle = z.object({
  start: z.number(),
  open: z.string(),
  close: z.string(),
  high: z.string(),
  low: z.string(),
  volume: z.string(),
  turnover: z.string(),
});

const kline: z.ZodType<RecordedKline> = z.object({ ts: z.number(), data: z.array(candle).min(1).max(2) });

export type RecordedMessage =
  | { readonly kind: 'book'; readonly symbol: string; readonly depth: number; readonly message: RecordedBook }
  | { readonly kind: 'trades'; readonly symbol: string; readonly message: RecordedTrades }
  | { readonly kind: 'ticker'; readonly symbol: string; readonly message: RecordedTicker }
  | { readonly kind: 'kline'; readonly symbol: string; readonly message: RecordedKline };

/** A stream message as recorded; undefined for acknowledgements and topics that are not played. @throws ZodError */
export function readMessage(raw: unknown): RecordedMessage | undefined {
  const topic = topicOf(raw);
  const [name, ...rest] = topic.split('.');
  const symbol = rest[rest.length - 1] ?? '';
  if (name === 'orderbook') return { kind: 'book', symbol, depth: Number(rest[0]), message: book.parse(raw) };
  if (name === 'publicTrade') return { kind: 'trades', symbol, message: trades.parse(raw) };
  if (name === 'tickers') return { kind: 'ticker', symbol, message: ticker.parse(raw) };
  if (name === 'kline' && rest[0] === '1') return { kind: 'kline', symbol, message: kline.parse(raw) };
  return undefined;
}

function topicOf(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null || !('topic' in raw)) return '';
  return typeof raw.topic === 'string' ? raw.topic : '';
}
