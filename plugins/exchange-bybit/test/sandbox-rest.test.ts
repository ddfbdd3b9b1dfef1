import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTiers } from '../src/risk-limits.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { RateLimit } from '../src/sandbox/rest/rate-limit.ts';
import { get } from './sandbox-client.ts';

describe('REST of a synthetic sandbox', () => {
  let sandbox: Sandbox;
  const ask = (path: string): ReturnType<typeof get> => get(sandbox.baseUrl, path);

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 7 }, symbols: ['XRPUSDT'] });
  });
  afterAll(async () => sandbox.close());

  it('answers in the envelope, with the limit in the headers', async () => {
    const response = await fetch(`${sandbox.baseUrl}/v5/market/time`);
    const body = (await response.json()) as object;
    expect(Object.keys(body)).toEqual(['retCode', 'retMsg', 'result', 'retExtInfo', 'time']);
    expect(body).toMatchObject({ retCode: 0, retMsg: 'OK', retExtInfo: {} });
    expect(response.headers.get('content-type')).toContain('application/json');
    const left = Number(response.headers.get('x-bapi-limit-status'));
    expect(left).toBeLessThan(Number(response.headers.get('x-bapi-limit')));
    expect(Number(response.headers.get('x-bapi-limit-reset-timestamp'))).toBeGreaterThan(1e12);
  });

  it('lists its instruments with real filters, filtered and paged', async () => {
    const btc = await ask('instruments-info?category=linear&symbol=BTCUSDT');
    expect(btc.result.list).toHaveLength(1);
    expect(btc.result.list[0]).toMatchObject({
      symbol: 'BTCUSDT',
      status: 'Trading',
      priceFilter: { tickSize: '0.10' },
      lotSizeFilter: { qtyStep: '0.001', minNotionalValue: '5' },
      leverageFilter: { maxLeverage: '100.00' },
      fundingInterval: 480,
    });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await ask(`instruments-info?category=linear&limit=4&cursor=${cursor}`);
      seen.push(...page.result.list.map((d: { symbol: string }) => d.symbol));
      cursor = page.result.nextPageCursor;
    } while (cursor !== '');
    expect(seen).toHaveLength(13);
    expect(new Set(seen).size).toBe(13);
    expect([...seen].sort()).toEqual(seen);
    const none = await ask('instruments-info?category=linear&status=PreLaunch');
    expect(none.result.list).toEqual([]);
  });

  it('has one leverage tier for any value, as its accounts reckon', async () => {
    const one = await ask('risk-limit?category=linear&symbol=DOGEUSDT');
    expect(one.result.list).toMatchObject([
      {
        symbol: 'DOGEUSDT',
        maxLeverage: '75.00',
        initialMargin: '0.01333334',
        maintenanceMargin: '0.00666667',
      },
    ]);
    expect(readTiers(one.result.list, 'DOGEUSDT')).toMatchObject([
      { maxLeverage: 75, maintenanceRate: 666_667, deduction: 0n },
    ]);
    expect((await ask('risk-limit?category=linear')).result.list).toHaveLength(13);
    expect((await ask('risk-limit?category=linear&symbol=X')).retMsg).toBe('params error: symbol invalid');
  });

  it.each(['1', '3', '5', '15', '30', '60', '120', '240', '360', '720', 'D'])(
    'sends %s candles newest first, the open one included, aligned and without holes',
    async (interval) => {
      const ms = (interval === 'D' ? 1440 : Number(interval)) * 60_000;
      const { result, time } = await ask(
        `kline?category=linear&symbol=ETHUSDT&interval=${interval}&limit=50`,
      );
      expect(result.list).toHaveLength(50);
      expect(Number(result.list[0][0])).toBe(Math.floor(time / ms) * ms);
      for (const [index, row] of result.list.entries()) {
        expect(row).toHaveLength(7);
        expect(Number(row[0])).toBe(Number(result.list[0][0]) - index * ms);
        const [, open, high, low, close] = row.map(Number);
        expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
        expect(low).toBeLessThanOrEqual(Math.min(open, close));
      }
    },
  );

  it('cuts longer candles from its minutes', async () => {
    const hour = (await ask('kline?symbol=SOLUSDT&interval=60&limit=2')).result.list[1];
    const end = Number(hour[0]) + 3_599_999;
    const { result } = await ask(`kline?symbol=SOLUSDT&interval=1&start=${hour[0]}&end=${end}`);
    const minutes = result.list as string[][];
    expect(minutes).toHaveLength(60);
    expect(minutes.at(-1)?.[1]).toBe(hour[1]);
    expect(Math.max(...minutes.map((m) => Number(m[2])))).toBe(Number(hour[2]));
    expect(Math.min(...minutes.map((m) => Number(m[3])))).toBe(Number(hour[3]));
    expect(minutes[0]?.[4]).toBe(hour[4]);
    expect(minutes.reduce((sum, m) => sum + Number(m[5]), 0)).toBeCloseTo(Number(hour[5]), 6);
  });

  it('takes start, end and limit of candles as Bybit does', async () => {
    const { time } = await ask('time');
    const minute = Math.floor(time / 60_000) * 60_000;
    const starts = async (query: string): Promise<number[]> => {
      const { result } = await ask(`kline?category=linear&symbol=BTCUSDT&interval=1&${query}`);
      return result.list.map((row: string[]) => (Number(row[0]) - minute) / 60_000);
    };
    expect(await starts(`start=${minute - 600_000}&limit=3`)).toEqual([-8, -9, -10]);
    expect(await starts(`end=${minute - 600_000}&limit=3`)).toEqual([-10, -11, -12]);
    expect(await starts(`start=${minute - 600_000}&end=${minute - 240_001}&limit=2`)).toEqual([-5, -6]);
    expect(await starts(`start=${minute - 90_000}&end=${minute - 1}`)).toEqual([-1]);
    expect(await starts('')).toHaveLength(200);
    expect(await starts('limit=5000')).toHaveLength(1_000);
  });

  it('sends a book that is not crossed, and a ticker that agrees with it', async () => {
    const { result } = await ask('orderbook?category=linear&symbol=XRPUSDT&limit=200');
    const [bids, asks] = [result.b, result.a].map((l: string[][]) => l.map(([p]) => Number(p)));
    expect(bids).toHaveLength(200);
    expect(asks).toHaveLength(200);
    expect(bids).toEqual([...(bids ?? [])].sort((x, y) => y - x));
    expect(asks).toEqual([...(asks ?? [])].sort((x, y) => x - y));
    expect(bids?.[0]).toBeLessThan(asks?.[0] ?? 0);
    expect((await ask('orderbook?category=linear&symbol=XRPUSDT')).result.b).toHaveLength(25);
    const ticker = (await ask('tickers?category=linear&symbol=XRPUSDT')).result.list[0];
    expect(Number(ticker.bid1Price)).toBeLessThan(Number(ticker.ask1Price));
    expect(Number(ticker.lowPrice24h)).toBeLessThanOrEqual(Number(ticker.lastPrice));
    expect(Number(ticker.highPrice24h)).toBeGreaterThanOrEqual(Number(ticker.lastPrice));
    const all = (await ask('tickers?category=linear')).result.list as { symbol: string }[];
    expect(all.map((t) => t.symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT']);
  });

  it('sends recent trades and settled funding, newest first', async () => {
    const trades = (await ask('recent-trade?category=linear&symbol=BTCUSDT&limit=20')).result.list;
    expect(trades).toHaveLength(20);
    expect(trades[0]).toMatchObject({ symbol: 'BTCUSDT', isBlockTrade: false });
    const times = trades.map((t: { time: string }) => Number(t.time));
    expect(times).toEqual([...times].sort((x, y) => y - x));
    const now = (await ask('time')).time;
    const funding = (await ask('funding/history?category=linear&symbol=BTCUSDT&limit=3')).result.list;
    const at = funding.map((f: { fundingRateTimestamp: string }) => Number(f.fundingRateTimestamp));
    const eight = 8 * 3_600_000;
    const last = Math.floor(now / eight) * eight;
    expect(at).toEqual([last, last - eight, last - 2 * eight]);
    const range = `startTime=${last - eight}&endTime=${last - 1}`;
    const one = (await ask(`funding/history?category=linear&symbol=BTCUSDT&${range}`)).result.list;
    expect(one).toEqual([funding[1]]);
  });

  it('says nothing of an instrument that is listed but not traded here', async () => {
    for (const path of ['kline?interval=1&', 'tickers?', 'recent-trade?', 'funding/history?']) {
      const body = await ask(`${path}category=linear&symbol=ADAUSDT`);
      expect([body.retCode, body.result.list]).toEqual([0, []]);
    }
  });

  it.each([
    ['kline?category=linear&symbol=TONUSDT&interval=1', 'params error: symbol invalid'],
    ['orderbook?category=linear&symbol=btcusdt', 'params error: symbol invalid'],
    ['recent-trade?category=linear', 'params error: symbol invalid'],
    ['instruments-info?category=linear&symbol=TONUSDT', 'params error: symbol invalid'],
    ['instruments-info?category=linear&cursor=x', 'params error: cursor invalid'],
    ['kline?category=linear&symbol=BTCUSDT&interval=1m', 'params error: intervalTime is invalid'],
    ['kline?category=linear&symbol=BTCUSDT&interval=1&limit=ten', 'params error: limit invalid'],
    ['tickers?category=swap', 'params error: Category is invalid'],
    ['tickers', 'params error: Category is invalid'],
    ['funding/history?category=spot&symbol=BTCUSDT', 'Illegal category'],
  ])('refuses %s', async (path, retMsg) => {
    const response = await fetch(`${sandbox.baseUrl}/v5/market/${path}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ retCode: 10001, retMsg, retExtInfo: {} });
  });

  it('does not know other paths and methods', async () => {
    expect((await fetch(`${sandbox.baseUrl}/v5/market/nothing`)).status).toBe(404);
    expect((await fetch(`${sandbox.baseUrl}//`)).status).toBe(404);
    expect((await fetch(`${sandbox.baseUrl}/v5/market/time`, { method: 'POST' })).status).toBe(404);
  });
});

describe('rate limit', () => {
  it('refuses the 601st request of five seconds', () => {
    const limit = new RateLimit();
    for (let i = 0; i < 600; i++) expect(limit.take().allowed).toBe(true);
    expect(limit.take()).toMatchObject({ allowed: false, headers: { 'X-Bapi-Limit-Status': '0' } });
  });
});
