import type { Ms } from '@botrc/sdk';
import * as z from 'zod';
import { sourceError } from '../errors.ts';
import { type Definition, definitionSchema } from '../market/definition.ts';
import { readLines } from './read-text.ts';
import {
  type RecordedBook,
  type RecordedKline,
  type RecordedMessage,
  type RecordedTicker,
  readMessage,
} from './recorded-message.ts';

const line = z.discriminatedUnion('t', [
  z.looseObject({ t: z.literal('header'), exchange: z.string() }),
  z.looseObject({ t: z.literal('connect') }),
  z.looseObject({ t: z.literal('send'), ts: z.number(), data: z.string() }),
  z.looseObject({ t: z.literal('recv'), ts: z.number(), data: z.string() }),
  z.looseObject({ t: z.literal('http'), ts: z.number(), url: z.string(), data: z.string() }),
]);

const instruments = z.looseObject({ result: z.looseObject({ list: z.array(definitionSchema) }) });

/** What is known of an instrument at the beginning: the first of each of its messages. */
export interface RecordedStart {
  readonly symbol: string;
  readonly depth: number;
  readonly book: RecordedBook;
  readonly ticker: RecordedTicker;
  readonly kline: RecordedKline;
}

/** A recording of Bybit's linear stream, times as recorded (the recorder's clock for `atMs`). */
export interface Recording {
  readonly file: string;
  /** Absent where the recording has no instruments-info. */
  readonly definitions: readonly Definition[] | undefined;
  /** When the recorder subscribed to candles. */
  readonly startMs: Ms;
  readonly starts: readonly RecordedStart[];
  /** All that follows, oldest first; the snapshots of `starts` are not among them. */
  readonly messages: readonly { readonly atMs: Ms; readonly recorded: RecordedMessage }[];
}

/** Firsts of one instrument while they are collected. */
interface Firsts {
  book?: { depth: number; message: RecordedBook };
  ticker?: RecordedTicker;
  kline?: RecordedKline;
}

/**
 * Reads a recording: JSON lines of a header, the HTTP answers and the WebSocket messages with their times.
 * @throws BOTRC_SANDBOX_SOURCE naming the line that cannot be used.
 */
export async function readRecording(file: string): Promise<Recording> {
  const lines = await readLines(file);
  const messages: { atMs: Ms; recorded: RecordedMessage }[] = [];
  const firsts = new Map<string, Firsts>();
  let definitions: readonly Definition[] | undefined;
  let subscribedMs: Ms | undefined;
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    try {
      const entry = line.parse(JSON.parse(text));
      if (entry.t === 'header' && entry.exchange !== 'BYBIT') throw new Error(`exchange ${entry.exchange}`);
      if (entry.t === 'http' && entry.url.includes('/v5/market/instruments-info'))
        definitions = instruments.parse(JSON.parse(entry.data)).result.list;
      if (entry.t === 'send' && entry.data.includes('"kline.')) subscribedMs ??= Math.floor(entry.ts * 1000);
      if (entry.t !== 'recv') continue;
      const recorded = readMessage(JSON.parse(entry.data));
      if (recorded === undefined || isFirst(recorded, firsts)) continue;
      const last = messages[messages.length - 1]?.atMs ?? 0;
      messages.push({ atMs: Math.max(last, Math.floor(entry.ts * 1000)), recorded });
    } catch (error) {
      throw sourceError(
        'a line of the recording cannot be used',
        `${file}:${index + 1}`,
        reason(error),
        error,
      );
    }
  }
  const starts = complete(firsts);
  if (starts.length === 0) {
    throw sourceError('no instrument is recorded with book, ticker and 1-minute candles', file);
  }
  const played = new Set(starts.map((start) => start.symbol));
  const kept = messages.filter(({ recorded }) => played.has(recorded.symbol));
  const startMs = subscribedMs ?? kept[0]?.atMs;
  if (startMs === undefined) throw sourceError('the recording holds no messages', file);
  return { file, definitions, startMs, starts, messages: kept };
}

/** Keeps the first of each kind. True for the snapshots, which are not played a second time. */
function isFirst(recorded: RecordedMessage, firsts: Map<string, Firsts>): boolean {
  const known = firsts.get(recorded.symbol) ?? {};
  firsts.set(recorded.symbol, known);
  if (recorded.kind === 'book' && known.book === undefined && recorded.message.type === 'snapshot') {
    known.book = { depth: recorded.depth, message: recorded.message };
    return true;
  }
  if (recorded.kind === 'ticker' && known.ticker === undefined && recorded.message.type === 'snapshot') {
    known.ticker = recorded.message;
    return true;
  }
  if (recorded.kind === 'kline') known.kline ??= recorded.message;
  // A delta before its snapshot means nothing; nor does another depth than the one that is played.
  if (recorded.kind === 'book') return recorded.depth !== known.book?.depth;
  return recorded.kind === 'ticker' && known.ticker === undefined;
}

function complete(firsts: ReadonlyMap<string, Firsts>): RecordedStart[] {
  return [...firsts].flatMap(([symbol, { book, ticker, kline }]) =>
    book && ticker && kline ? [{ symbol, depth: book.depth, book: book.message, ticker, kline }] : [],
  );
}

function reason(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'another shape'}`;
  }
  return error instanceof Error ? error.message : String(error);
}
