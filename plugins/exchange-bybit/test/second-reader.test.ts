import { toFloat } from '@botrc/sdk';
import { bybit as Ccxt } from 'ccxt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchCandles } from '../src/candles.ts';
import { fetchListing, readInstrument } from '../src/instruments.ts';
import { createRest, type Rest } from '../src/rest.ts';
import { wallClock } from './support/context.ts';
import { answer, LoopbackVenue } from './support/loopback-venue.ts';
import { BTC, RAW_BTC } from './support/markets.ts';
import { gunzipped, sharedData } from './support/shared-data.ts';

const { path, missing } = sharedData('bybit_v5_ws_linear_BTC_ETH_2026-08-09.jsonl.gz');

/** ccxt reads the same answers by code of its own: where both agree, neither misread the documentation alone. */
describe('what ccxt reads from the same answers', () => {
  let venue: LoopbackVenue;
  let rest: Rest;
  let ccxt: Ccxt;

  beforeEach(async () => {
    venue = await LoopbackVenue.start();
    rest = createRest({ baseUrl: venue.baseUrl, requestTimeoutMs: 10_000 }, wallClock);
    ccxt = new Ccxt({ enableRateLimit: false, options: { fetchMarkets: { types: ['linear'] } } });
    ccxt.urls.api = { public: venue.baseUrl, private: venue.baseUrl };
  });

  afterEach(async () => {
    rest.close();
    await ccxt.close();
    await venue.stop();
  });

  it.skipIf(missing !== undefined)(`are the same definitions${missing ? ` (${missing})` : ''}`, async () => {
    const lines = gunzipped(path).toString('utf8').split('\n');
    const http = lines.find((line) => line.includes('"t":"http"')) ?? '';
    venue.rest['instruments-info'] = () => (JSON.parse(http) as { data: string }).data;
    const theirs = new Map((await ccxt.fetchMarkets()).map((market) => [market?.id, market]));
    const listing = await fetchListing(rest);
    expect(listing.size).toBe(800);
    for (const raw of listing.values()) {
      const ours = readInstrument(raw);
      const market = theirs.get(ours.id) ?? expect.unreachable(ours.id);
      const quantity = (value: number): number => toFloat(value, ours.quantityScale);
      expect({
        base: ours.base,
        quote: ours.quote,
        settle: ours.settle,
        tick: toFloat(ours.tick, ours.priceScale),
        lot: quantity(ours.lot),
        least: quantity(ours.minQuantity),
        most: quantity(ours.maxQuantity),
        active: ours.status === 'trading',
        linear: true,
        leverage: ours.maxLeverage,
      }).toEqual({
        base: market.baseId,
        quote: market.quoteId,
        settle: market.settleId,
        tick: market.precision.price,
        lot: market.precision.amount,
        least: market.limits?.amount?.min,
        most: market.limits?.amount?.max,
        active: market.active,
        linear: market.linear,
        leverage: Math.floor(market.limits?.leverage?.max ?? 0),
      });
    }
  });

  it('are the same candles', async () => {
    const T = 1_786_310_760_000;
    const row = (n: number): string[] => [
      String(T + n * 60_000),
      '65119.9',
      '65120.1',
      '65114.2',
      `6511${n}.5`,
      `3.71${n}`,
      '1',
    ];
    venue.rest.kline = () =>
      answer({ symbol: 'BTCUSDT', category: 'linear', list: [9, 8, 7, 6, 5].map(row) }, T + 3_600_000);
    venue.rest['instruments-info'] = (query) =>
      answer({ category: query.get('category'), list: query.has('status') ? [] : [RAW_BTC] });
    await ccxt.loadMarkets();
    const theirs = await ccxt.fetchOHLCV('BTC/USDT:USDT', '1m', undefined, 5);
    const { bars: ours } = await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 5 }, (error) =>
      expect.unreachable(String(error)),
    );
    const prices = (price: number): number => toFloat(price, BTC.priceScale);
    expect(
      ours.map((bar) => [
        bar.openMs,
        prices(bar.open),
        prices(bar.high),
        prices(bar.low),
        prices(bar.close),
        toFloat(bar.volume, BTC.quantityScale),
      ]),
    ).toEqual(theirs);
  });
});
