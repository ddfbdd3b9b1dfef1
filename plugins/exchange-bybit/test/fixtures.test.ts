import { CASH_SCALE, type ExchangeEvent, parseBig } from '@botrc/sdk';
import { describe, expect, it } from 'vitest';
import { fetchCandles } from '../src/candles.ts';
import { readInstrument } from '../src/instruments.ts';
import { createPublicParser } from '../src/public.ts';
import { type ControlMessage, decode } from '../src/wire.ts';
import { MARKETS } from './support/markets.ts';
import { sharedData, untar } from './support/shared-data.ts';

const { path, missing } = sharedData('bybit_v5_fixtures.tar.gz');

describe.skipIf(missing !== undefined)(
  `messages from Bybit's documentation${missing ? ` (${missing})` : ''}`,
  () => {
    const files = missing === undefined ? untar(path) : new Map<string, string>();
    const file = (name: string): string => {
      for (const [key, text] of files) if (key.endsWith(name)) return text;
      throw new Error(`no fixture ${name}`);
    };
    const hear = (...texts: string[]) => {
      const events: ExchangeEvent[] = [];
      const control: ControlMessage[] = [];
      const parser = createPublicParser({
        instruments: MARKETS,
        sink: (event) => events.push(event),
        control: (message) => control.push(message),
      });
      for (const text of texts) parser.message(text);
      return { events, control, dropped: parser.dropped };
    };

    it('books', () => {
      const { events, dropped } = hear(file('ws_orderbook_snapshot.json'), file('ws_orderbook_delta.json'));
      expect(dropped).toBe(0);
      expect(events).toMatchObject([
        {
          kind: 'snapshot',
          update: 123_456_789,
          bids: [27_450_000, 500, 27_449_500, 1000],
          asks: [27_451_000, 750, 27_451_500, 900],
        },
        { kind: 'delta', update: 123_456_790, bids: [27_450_000, 400], asks: [27_451_000, 0] },
      ]);
    });

    const listed = (name: string): Record<string, unknown>[] =>
      (JSON.parse(file(name)) as { result: { list: Record<string, unknown>[] } }).result.list;

    it('an inverse contract: quantities in dollars, margin in the coin', () => {
      const [btc] = listed('http_get_instruments_inverse.json');
      expect(readInstrument(btc!, undefined, 'inverse')).toMatchObject({
        ...{ id: 'BTCUSD', kind: 'inverse', base: 'BTC', quote: 'USD', settle: 'BTC' },
        ...{ priceScale: 3, quantityScale: 0, tick: 500, lot: 1, minQuantity: 1 },
        ...{ maxQuantity: 1_000_000, maxMarketQuantity: 500_000, minNotional: 0n, maxLeverage: 100 },
        // The hand that edited it wrote hours.
        fundingIntervalMs: 8 * 60_000,
      });
    });

    it('an inverse contract with a least value, and without a largest market order', () => {
      const [brent] = listed('http_get_instruments_inverse_symbol_type.json');
      expect(readInstrument(brent!, undefined, 'inverse')).toMatchObject({
        // A dollar at least, in lots of a tenth of a cent.
        ...{ minQuantity: 1_000, minNotional: 0n, lot: 1, quantityScale: 3 },
        ...{ maxQuantity: 100_000, maxMarketQuantity: 100_000, fundingIntervalMs: 28_800_000 },
      });
    });

    it('spot: no leverage, no funding, lots of the base and a least amount', () => {
      const [btc, eth] = listed('http_get_instruments_spot.json');
      expect(readInstrument(btc!, undefined, 'spot')).toMatchObject({
        ...{ id: 'BTCUSDT', kind: 'spot', base: 'BTC', quote: 'USDT', settle: 'USDT' },
        ...{ priceScale: 3, quantityScale: 4, tick: 100, lot: 1, minQuantity: 1 },
        ...{ maxQuantity: 1_000_000, maxMarketQuantity: 1_000_000, minNotional: parseBig('10', CASH_SCALE) },
        ...{ maxLeverage: 1, fundingIntervalMs: 0, status: 'trading' },
      });
      const sizes = { maxLimitOrderQty: '17000', maxMarketOrderQty: '8500', minOrderAmt: '5' };
      const newer = { ...eth, lotSizeFilter: { ...(eth!.lotSizeFilter as object), ...sizes } };
      expect(readInstrument(newer, undefined, 'spot')).toMatchObject({
        ...{ lot: 1, quantityScale: 5, maxQuantity: 1_700_000_000, maxMarketQuantity: 850_000_000 },
        minNotional: parseBig('5', CASH_SCALE),
      });
    });

    it('an open candle', () => {
      expect(hear(file('ws_kline.json'))).toMatchObject({ events: [], dropped: 0 });
    });

    it('a trade; the topic written by hand is not the venue’s', () => {
      const text = file('ws_public_trade.json');
      expect(hear(text)).toMatchObject({ events: [], dropped: 1 });
      expect(hear(text.replace('trade.linear.', 'publicTrade.')).events).toEqual([
        {
          type: 'trade',
          instrument: 'BTCUSDT',
          time: 1_709_891_679_000,
          id: '9dc75fca-4bdd-4773-9f78-6f5d7ab2a110',
          side: 'buy',
          price: 27_451_000,
          quantity: 10,
        },
      ]);
    });

    it('a linear ticker; an option’s is of no topic of ours', () => {
      expect(hear(file('ws_ticker_linear.json')).events).toEqual([
        {
          type: 'ticker',
          instrument: 'BTCUSDT',
          time: 1_673_272_861_686,
          last: 17_216_000,
          mark: 17_217_330,
          index: 17_227_360,
          fundingRate: -21_200,
          nextFundingMs: 1_673_280_000_000,
        },
      ]);
      expect(hear(file('ws_ticker_option.json'))).toMatchObject({ events: [], dropped: 1 });
    });

    it('acks', () => {
      expect(
        hear(file('ws_subscription_ack.json'), file('ws_subscription_failure.json')).control,
      ).toMatchObject([
        { op: 'subscribe', success: true, message: '', requestId: 'sub-orderbook-1' },
        { op: 'subscribe', success: false, message: 'Invalid topic: invalid.topic.BTCUSDT', requestId: '' },
      ]);
    });

    it('private messages do no harm', () => {
      for (const [name, text] of files) {
        if (name.includes('/ws_account') || name.includes('/ws_auth') || name.includes('/ws_order_response'))
          expect(hear(text).events, name).toEqual([]);
      }
    });

    it('instruments', () => {
      const answer = JSON.parse(file('http_get_instruments_linear.json')) as {
        result: { list: Record<string, unknown>[] };
      };
      expect(answer.result.list.map((raw) => readInstrument(raw))).toMatchObject([
        { id: 'BTCUSDT', priceScale: 3, quantityScale: 3, tick: 500, lot: 1 },
        { id: 'ETHUSDT', priceScale: 4, quantityScale: 2, tick: 500, lot: 1 },
      ]);
      const listed = JSON.parse(file('bybit_instruments_13of15+POL.json')) as Record<string, unknown>[];
      const ids = listed.map((raw) => readInstrument(raw).id);
      expect(ids).toHaveLength(14);
      expect(ids).toContain('POLUSDT');
      expect(ids).not.toContain('MATICUSDT');
    });

    it('candles', async () => {
      const answer = JSON.parse(file('http_get_klines_linear.json')) as {
        result: { list: string[][] };
        time: number;
      };
      // The start written by hand is on no grid; the last whole minute is.
      const [row = []] = answer.result.list;
      row[0] = '1709891580000';
      const rest = {
        get: () => Promise.resolve({ result: answer.result, timeMs: answer.time }),
        close: () => undefined,
      };
      const btc = MARKETS.get('BTCUSDT') ?? expect.unreachable('BTC');
      const { bars } = await fetchCandles(rest, { instrument: btc, interval: '1m', limit: 5 }, (error) =>
        expect.unreachable(String(error)),
      );
      expect(bars).toMatchObject([
        { open: 27_450_000, high: 27_460_000, low: 27_440_000, close: 27_455_000, volume: 123_450 },
      ]);
    });

    it('an envelope is what decode takes', () => {
      expect(decode(file('ws_orderbook_delta.json'))).toMatchObject({ kind: 'topic', type: 'delta' });
    });
  },
);
