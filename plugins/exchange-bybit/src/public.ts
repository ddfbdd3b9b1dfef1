import {
  BotrcError,
  type ExchangeSink,
  type Instrument,
  type InstrumentId,
  type PluginLog,
  plainText,
} from '@botrc/sdk';
import { BookTopic } from './book.ts';
import { Drops } from './drops.ts';
import { type Candles, readKline } from './kline.ts';
import { TickerTopic } from './ticker.ts';
import { parseTopic } from './topics.ts';
import { readTrades } from './trade.ts';
import { type ControlMessage, decode, type TopicMessage } from './wire.ts';

export interface PublicParserOptions {
  /** What each symbol's numbers mean; symbols may be added later, none may change its scales. */
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly sink: ExchangeSink;
  readonly log?: PluginLog;
  /** Which topics are wanted; data of others is dropped. @default all */
  readonly accepts?: (topic: string) => boolean;
  /** A topic is lost until its next snapshot: subscribe anew. */
  readonly resync?: (topic: string, reason: string) => void;
  /** Acks and pongs. */
  readonly control?: (message: ControlMessage) => void;
  /** @default confirmed bars go to the sink, repeated ones dropped */
  readonly candles?: Candles;
}

export interface TopicState {
  /** Messages taken so far. */
  readonly messages: number;
  /** A book's last update id; -1 before its first snapshot. */
  readonly update: number;
  /** A book or ticker without a valid snapshot. */
  readonly waiting: boolean;
}

/** The public streams: text in, exchange events out. */
export interface PublicParser {
  /** One text frame. Never throws: what is no valid message is dropped, counted and logged with its code. */
  message(text: string): void;
  /** Undefined before the topic's first message. */
  state(topic: string): TopicState | undefined;
  /** Marks a book or ticker as lost, a book with a `feed` gap, unless it is lost already. */
  lose(topic: string, reason: string): void;
  /** The topic is no longer wanted. */
  forget(topic: string): void;
  /** A new connection: every book and ticker starts from a snapshot. */
  reset(): void;
  /** Messages and items thrown away so far. */
  readonly dropped: number;
}

/** What the parser keeps of one topic; the venue's instruments and depths bound their number. */
interface Topic {
  readonly name: string;
  readonly instrument: InstrumentId;
  readonly read: (message: TopicMessage) => void;
  readonly book?: BookTopic;
  /** The part that builds on the message before: a book or a ticker. */
  readonly chain?: BookTopic | TickerTopic;
  messages: number;
}

const BOOK_PREFIX = '{"topic":"orderbook.';
const TOPIC_START = '{"topic":"'.length;

export function createPublicParser(options: PublicParserOptions): PublicParser {
  const { instruments, sink } = options;
  const drops = new Drops(options.log);
  const candles = options.candles ?? directCandles(sink);
  const topics = new Map<string, Topic>();

  function find(name: string): Topic | undefined {
    if (options.accepts?.(name) === false) return undefined;
    const known = topics.get(name);
    if (known !== undefined) return known;
    const topic = open(name);
    if (topic !== undefined) topics.set(name, topic);
    return topic;
  }

  function open(name: string): Topic | undefined {
    const sub = parseTopic(name);
    const instrument = sub && instruments.get(sub.instrument);
    if (sub === undefined || instrument === undefined) return undefined;
    const base = { name, instrument: instrument.id, messages: 0 };
    const refused = (error: unknown): void => drops.add(error, name);
    if (sub.stream === 'bar') {
      const { interval } = sub;
      return { ...base, read: (m) => readKline(m, instrument, interval, candles, refused) };
    }
    if (sub.stream === 'trade') return { ...base, read: (m) => readTrades(m, instrument, sink, refused) };
    if (sub.stream === 'ticker') {
      const ticker = new TickerTopic(instrument);
      return { ...base, chain: ticker, read: (m) => emit(ticker.message(m)) };
    }
    const book = new BookTopic(instrument);
    return { ...base, book, chain: book, read: (m) => emit(book.message(m)) };
  }

  function emit(event: Parameters<ExchangeSink>[0] | 'ignored'): void {
    if (event !== 'ignored') sink(event);
  }

  /** A book message in the venue's usual form; false: the general way has to look at it. */
  function fastBook(text: string): boolean {
    if (!text.startsWith(BOOK_PREFIX)) return false;
    const end = text.indexOf('"', BOOK_PREFIX.length);
    const topic = find(text.slice(TOPIC_START, end));
    if (topic?.book === undefined) return false;
    try {
      const event = topic.book.text(text, end);
      if (event === undefined) return false;
      topic.messages++;
      emit(event);
    } catch (error) {
      fail(topic, error);
    }
    return true;
  }

  /** The topic's message could not be used: what builds on it is lost with it. */
  function fail(topic: Topic, error: unknown): void {
    drops.add(error, topic.name);
    // What is lost already waits for a snapshot; asking again is the watchdog's business, at its pace.
    if (topic.chain === undefined || topic.chain.waiting) return;
    const reason = plainText(error instanceof Error ? error.message : String(error));
    lose(topic, reason);
    options.resync?.(topic.name, reason);
  }

  function lose(topic: Topic, reason: string): void {
    if (topic.chain === undefined || topic.chain.waiting) return;
    topic.chain.lose();
    if (topic.book === undefined) return;
    sink({ type: 'feed', status: 'gap', instrument: topic.instrument, reason: plainText(reason) });
  }

  function message(text: string): void {
    if (fastBook(text)) return;
    let where = 'stream';
    try {
      const decoded = decode(text);
      if (decoded.kind === 'control') {
        options.control?.(decoded);
        return;
      }
      where = decoded.topic;
      const topic = find(decoded.topic);
      if (topic === undefined) {
        // Data of a topic just left is still on its way: no error, unless nobody ever asked for such a topic.
        if (parseTopic(where) !== undefined && options.accepts?.(where) === false) return;
        throw new BotrcError('BOTRC_WIRE_TOPIC', 'a message of a topic that is not known', {
          found: plainText(where, 60),
        });
      }
      try {
        topic.read(decoded);
        topic.messages++;
      } catch (error) {
        fail(topic, error);
      }
    } catch (error) {
      drops.add(error, where);
    }
  }

  return {
    message,
    state(name) {
      const topic = topics.get(name);
      return (
        topic && {
          messages: topic.messages,
          update: topic.book?.update ?? -1,
          waiting: topic.chain?.waiting ?? false,
        }
      );
    },
    lose(name, reason) {
      const topic = topics.get(name);
      if (topic !== undefined) lose(topic, reason);
    },
    forget(name) {
      topics.delete(name);
    },
    reset() {
      for (const topic of topics.values()) topic.chain?.lose();
    },
    get dropped() {
      return drops.total;
    },
  };
}

/** Confirmed bars straight to the sink, each once. */
function directCandles(sink: ExchangeSink): Candles {
  const last = new Map<string, number>();
  return {
    confirmed(bar) {
      const key = `${bar.instrument} ${bar.interval}`;
      if (bar.openMs <= (last.get(key) ?? -1)) return;
      last.set(key, bar.openMs);
      sink(bar);
    },
    opened() {
      // Nothing hangs on open candles here.
    },
  };
}
