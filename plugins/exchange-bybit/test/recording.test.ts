import {
  type Bar,
  type ExchangeEvent,
  formatTrim,
  type Instrument,
  type Ticker,
  type Trade,
} from '@botrc/sdk';
import { describe, expect, it } from 'vitest';
import { readInstrument } from '../src/instruments.ts';
import { createPublicParser } from '../src/public.ts';
import { Book } from './support/book.ts';
import { BookOracle } from './support/book-oracle.ts';
import { gunzipped, sharedData } from './support/shared-data.ts';

const { path, missing } = sharedData('bybit_v5_ws_linear_BTC_ETH_2026-08-09.jsonl.gz');

interface Line {
  readonly t: string;
  readonly data: string;
}

function lines(): Line[] {
  return gunzipped(path)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

function definitions(recording: readonly Line[]): Record<string, unknown>[] {
  const http = recording.find((line) => line.t === 'http');
  return (JSON.parse(http?.data ?? '') as { result: { list: Record<string, unknown>[] } }).result.list;
}

/** The newest event, which the parser has just handed over. */
function last<T extends ExchangeEvent>(events: readonly ExchangeEvent[]): T {
  return events.at(-1) as T;
}

describe.skipIf(missing !== undefined)(`a recorded minute of Bybit${missing ? ` (${missing})` : ''}`, () => {
  const recording = missing === undefined ? lines() : [];
  const instruments = new Map(
    (missing === undefined ? definitions(recording) : [])
      .filter((raw) => raw.symbol === 'BTCUSDT' || raw.symbol === 'ETHUSDT')
      .map((raw) => [String(raw.symbol), readInstrument(raw)] as [string, Instrument]),
  );
  const frames = recording.filter((line) => line.t === 'recv').map((line) => line.data);
  const topicOf = (raw: string): string => (JSON.parse(raw) as { topic?: string }).topic ?? '';

  it('reads every definition the venue listed', () => {
    const all = definitions(recording).map((raw) => readInstrument(raw));
    expect(all).toHaveLength(800);
    const symbols = new Map(all.map((instrument) => [instrument.id, instrument]));
    expect(symbols.get('BTCUSDT')).toEqual({
      id: 'BTCUSDT',
      venue: 'bybit',
      kind: 'linear',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      priceScale: 3,
      quantityScale: 3,
      tick: 100,
      lot: 1,
      minQuantity: 1,
      maxQuantity: 1_500_000,
      maxMarketQuantity: 150_000,
      minNotional: 5_000_000_000_000n,
      maxLeverage: 100,
      fundingIntervalMs: 28_800_000,
      status: 'trading',
    });
    expect(symbols.get('10000SATSUSDT')).toMatchObject({
      priceScale: 10,
      quantityScale: 0,
      lot: 100,
      maxLeverage: 12,
    });
    expect(symbols.has('MATICUSDT')).toBe(false);
  });

  it('keeps the same books as the raw texts after every message, never crossed', () => {
    const books = new Map(
      [...instruments.keys()].map((id) => [id, { book: new Book(), oracle: new BookOracle() }]),
    );
    const parser = createPublicParser({
      instruments,
      sink: (event) => {
        if (event.type === 'book') books.get(event.instrument)?.book.apply(event);
        else expect(event.type, 'a feed event means a gap').not.toBe('feed');
      },
    });
    let checked = 0;
    for (const raw of frames) {
      parser.message(raw);
      const topic = topicOf(raw);
      if (!topic.startsWith('orderbook.')) continue;
      const id = topic.slice(topic.lastIndexOf('.') + 1);
      const { book, oracle } = books.get(id) ?? expect.unreachable(id);
      const instrument = instruments.get(id) ?? expect.unreachable(id);
      oracle.apply(raw);
      expect(book.lines(instrument)).toEqual(oracle.lines(instrument.priceScale, instrument.quantityScale));
      expect(book.bestBid).toBeLessThan(book.bestAsk);
      expect(Math.max(book.bids.size, book.asks.size)).toBeLessThanOrEqual(200);
      checked++;
    }
    expect(checked).toBe(835);
    // The recorder also asked for allLiquidation; it sent nothing but acks.
    expect(parser.dropped).toBe(0);
  });

  it('hands over each confirmed candle once, as recorded, and no open one', () => {
    const bars: Bar[] = [];
    const parser = createPublicParser({
      instruments,
      sink: (event) => event.type === 'bar' && bars.push(event),
    });
    const recorded: unknown[] = [];
    for (const raw of frames) {
      parser.message(raw);
      const { topic = '', data } = JSON.parse(raw) as { topic?: string; data: Record<string, unknown>[] };
      if (!topic.startsWith('kline.')) continue;
      for (const item of data) if (item.confirm === true) recorded.push({ symbol: topic.slice(8), ...item });
    }
    const texts = bars.map((bar) => {
      const { priceScale = 0, quantityScale = 0 } = instruments.get(bar.instrument) ?? {};
      const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map((p) =>
        formatTrim(p, priceScale),
      );
      const volume = formatTrim(bar.volume, quantityScale);
      return { symbol: bar.instrument, start: bar.openMs, end: bar.time - 1, open, high, low, close, volume };
    });
    expect(texts).toHaveLength(2);
    expect(recorded).toMatchObject(texts);
  });

  it('hands over every trade and merges every ticker', () => {
    const events: ExchangeEvent[] = [];
    const parser = createPublicParser({ instruments, sink: (event) => events.push(event) });
    const merged = new Map<string, Record<string, string>>();
    const trades: string[] = [];
    for (const raw of frames) {
      const before = events.length;
      parser.message(raw);
      const { topic = '', type, data } = JSON.parse(raw) as { topic?: string; type?: string; data: unknown };
      if (topic.startsWith('publicTrade.')) for (const { i } of data as { i: string }[]) trades.push(i);
      if (!topic.startsWith('tickers.')) continue;
      const fields = data as Record<string, string>;
      const id = fields.symbol ?? '';
      merged.set(id, type === 'snapshot' ? fields : { ...merged.get(id), ...fields });
      if (events.length === before) continue;
      const ticker = last<Ticker>(events);
      const whole = merged.get(id) ?? {};
      const scale = instruments.get(id)?.priceScale ?? 0;
      expect(Number(formatTrim(ticker.mark ?? -1, scale))).toBe(Number(whole.markPrice));
      expect(Number(formatTrim(ticker.index ?? -1, scale))).toBe(Number(whole.indexPrice));
      expect(Number(formatTrim(ticker.last ?? -1, scale))).toBe(Number(whole.lastPrice));
      expect(Number(formatTrim(ticker.fundingRate ?? -1, 8))).toBe(Number(whole.fundingRate));
      expect(ticker.nextFundingMs).toBe(Number(whole.nextFundingTime));
    }
    expect(events.filter((event) => event.type === 'ticker').length).toBeGreaterThan(60);
    const seen = events.filter((event): event is Trade => event.type === 'trade').map((trade) => trade.id);
    expect(seen).toEqual(trades);
    expect(seen).toHaveLength(79);
  });
});
