import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { ClientBook, get, type Message, SandboxClient } from './sandbox-client.ts';

describe('the stream of a synthetic sandbox', () => {
  let sandbox: Sandbox;
  const clients: SandboxClient[] = [];
  const connect = async (): Promise<SandboxClient> => {
    const client = await new SandboxClient(sandbox.baseUrl).opened();
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    // A venue minute takes a second.
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'stream' }, speed: 60 });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await sandbox.close();
  });

  it('acknowledges, answers pings and refuses in the words of Bybit', async () => {
    const client = await connect();
    const answer = async (message: object | string): Promise<Message | undefined> => {
      const count = client.messages.length;
      if (typeof message === 'string') client.socket.send(message);
      else client.request(message);
      await client.until(() => client.messages.length > count);
      return client.messages[count];
    };
    const conn_id = expect.any(String);
    const ok = { success: true, ret_msg: '', conn_id, req_id: 'a', op: 'subscribe' };
    const subscribe = (req_id: string, ...args: string[]): object => ({ op: 'subscribe', req_id, args });
    expect(await answer(subscribe('a', 'publicTrade.ADAUSDT'))).toEqual(ok);
    expect(await answer(subscribe('b', 'publicTrade.ADAUSDT'))).toEqual({
      ...ok,
      success: false,
      ret_msg: 'error:already subscribed,topic:publicTrade.ADAUSDT',
      req_id: 'b',
    });
    for (const topic of ['orderbook.30.BTCUSDT', 'kline.7.BTCUSDT', 'tickers.TONUSDT', 'order', '']) {
      expect(await answer(subscribe('', 'publicTrade.OPUSDT', topic))).toEqual({
        ...ok,
        success: false,
        ret_msg: `error:handler not found,topic:${topic}`,
        req_id: '',
      });
    }
    expect(await answer({ op: 'ping', req_id: 'p' })).toEqual({
      ...ok,
      ret_msg: 'pong',
      req_id: 'p',
      op: 'ping',
    });
    expect(await answer({ op: 'nope' })).toMatchObject({ success: false, ret_msg: 'error:invalid op' });
    expect(await answer('hello')).toMatchObject({ success: false });
    expect(await answer('[1]')).toMatchObject({ success: false });
    // The refused request left nothing behind: its first topic can be had.
    expect(await answer(subscribe('c', 'publicTrade.OPUSDT'))).toMatchObject({ success: true });
    const away = { op: 'unsubscribe', req_id: 'u', args: ['publicTrade.OPUSDT'] };
    expect(await answer(away)).toEqual({ ...ok, req_id: 'u', op: 'unsubscribe' });
    expect(new Set(client.messages.map((m) => m.conn_id)).size).toBe(1);
  });

  it('takes no connection elsewhere', async () => {
    await expect(new SandboxClient(sandbox.baseUrl, '/v5/spot').opened()).rejects.toThrow('404');
    await expect(new SandboxClient(sandbox.baseUrl, '//').opened()).rejects.toThrow('404');
  });

  it('sends books that rebuild without a gap to the same top, for late subscribers too', async () => {
    const early = await connect();
    const depths = [200, 50, 1];
    early.subscribe(...depths.map((depth) => `orderbook.${depth}.BTCUSDT`));
    await early.until(() => early.of('orderbook.50.BTCUSDT').length > 100);
    const late = await connect();
    late.subscribe('orderbook.50.BTCUSDT');
    const enough = early.of('orderbook.50.BTCUSDT').length + 100;
    await early.until(() => early.of('orderbook.50.BTCUSDT').length > enough);
    const books = new Map(depths.map((depth) => [depth, new ClientBook()]));
    const at50 = new Map<number, string>();
    for (const message of early.messages) {
      if (message.topic === undefined) continue;
      const depth = Number(message.topic.split('.')[1]);
      books.get(depth)?.apply(message);
      const whole = books.get(200);
      if (depth === 200) expect(whole?.bids.size).toBe(200);
      else expect(books.get(depth)?.top(depth)).toEqual(whole?.top(depth));
      if (depth === 50) at50.set(message.data.u, JSON.stringify(whole?.top(50)));
    }
    const lateBook = new ClientBook();
    for (const message of late.of('orderbook.50.BTCUSDT')) {
      lateBook.apply(message);
      const known = at50.get(lateBook.u);
      if (known !== undefined) expect(JSON.stringify(lateBook.top(50))).toBe(known);
    }
    expect(lateBook.u).toBeGreaterThan(0);
  });

  it('stops sending after unsubscribing', async () => {
    const client = await connect();
    client.subscribe('orderbook.50.SOLUSDT', 'orderbook.1.ETHUSDT');
    await client.until(() => client.of('orderbook.50.SOLUSDT').length > 3);
    client.request({ op: 'unsubscribe', args: ['orderbook.50.SOLUSDT'] });
    await client.until(() => client.messages.some((m) => m.op === 'unsubscribe'));
    const count = client.of('orderbook.50.SOLUSDT').length;
    const other = client.of('orderbook.1.ETHUSDT').length;
    await client.until(() => client.of('orderbook.1.ETHUSDT').length > other + 5);
    expect(client.of('orderbook.50.SOLUSDT')).toHaveLength(count);
  });

  it('closes each minute with two candles, made of the trades it told, and longer ones at their ends', async () => {
    const client = await connect();
    client.subscribe('publicTrade.ETHUSDT', 'kline.1.ETHUSDT', 'kline.3.ETHUSDT');
    const closes = (topic: string): Message[] => client.of(topic).filter((m) => m.data.length === 2);
    await client.until(() => closes('kline.3.ETHUSDT').length >= 2);
    const minutes = closes('kline.1.ETHUSDT').map((m) => m.data);
    for (const [index, [old, next]] of minutes.entries()) {
      expect([old.confirm, next.confirm, next.volume, next.turnover]).toEqual([true, false, '0', '0']);
      expect(old.end).toBe(old.start + 59_999);
      expect(next.open).toBe(old.close);
      if (index === 0) continue;
      expect(old.start).toBe(minutes[index - 1]?.[1].start);
      const trades = client
        .of('publicTrade.ETHUSDT')
        .flatMap((m) => m.data as { T: number; p: string; v: string }[])
        .filter((t) => t.T >= old.start && t.T <= old.end);
      const prices = trades.map((t) => Number(t.p));
      expect(Number(old.high)).toBe(Math.max(Number(old.open), ...prices));
      expect(Number(old.low)).toBe(Math.min(Number(old.open), ...prices));
      expect(Number(old.close)).toBe(prices.at(-1));
      const volume = trades.reduce((sum, t) => sum + Number(t.v), 0);
      expect(Number(old.volume)).toBeCloseTo(volume, 6);
    }
    for (const message of closes('kline.3.ETHUSDT')) {
      const [old, next] = message.data;
      expect([old.start % 180_000, next.start - old.start, old.confirm]).toEqual([0, 180_000, true]);
      const parts = minutes.map(([m]) => m).filter((m) => m.start >= old.start && m.start <= old.end);
      if (parts.length < 3) continue;
      expect([old.open, old.close]).toEqual([parts[0].open, parts[2].close]);
      expect(Number(old.high)).toBe(Math.max(...parts.map((m) => Number(m.high))));
    }
    const { start } = minutes[0]?.[0] ?? {};
    const { result } = await get(
      sandbox.baseUrl,
      `kline?symbol=ETHUSDT&interval=1&start=${start}&end=${start}`,
    );
    const [old] = minutes[0] ?? [];
    expect(result.list).toEqual([
      [String(start), old.open, old.high, old.low, old.close, old.volume, old.turnover],
    ]);
  });

  it('trades at the best price of its book, and tells changed ticker fields only', async () => {
    const client = await connect();
    client.subscribe('tickers.SOLUSDT', 'orderbook.1.SOLUSDT', 'publicTrade.SOLUSDT');
    await client.until(() => client.of('publicTrade.SOLUSDT').length > 30);
    let touch: { b: string[][]; a: string[][] } = { b: [], a: [] };
    let ticker: Record<string, string> = {};
    for (const message of client.messages) {
      if (message.topic === 'orderbook.1.SOLUSDT') touch = message.data;
      else if (message.topic === 'publicTrade.SOLUSDT') {
        for (const trade of message.data) {
          expect(trade.p).toBe(trade.S === 'Buy' ? touch.a[0]?.[0] : touch.b[0]?.[0]);
        }
      } else if (message.topic === 'tickers.SOLUSDT') {
        if (message.type === 'delta') {
          for (const [key, value] of Object.entries(message.data)) {
            if (key !== 'symbol') expect(ticker[key]).not.toBe(value);
          }
        }
        ticker = { ...ticker, ...message.data };
        expect(ticker.bid1Price).toBe(touch.b[0]?.[0] ?? ticker.bid1Price);
      }
    }
    expect(client.of('tickers.SOLUSDT')[0]?.type).toBe('snapshot');
    expect(Object.keys(ticker).length).toBeGreaterThan(18);
  });

  it('makes the same market again from the same seed', async () => {
    const open = async (): Promise<unknown> => {
      const other = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'stream' } });
      const { result } = await get(other.baseUrl, 'kline?symbol=BTCUSDT&interval=1&limit=20');
      await other.close();
      return result.list.slice(1).map((row: string[]) => row.slice(1, 5));
    };
    const [first, second] = [await open(), await open()];
    // The second may have begun a minute later; its past then lies a minute later too.
    expect(second).toEqual(first);
  });
});

describe('a client that does not read', () => {
  it('is dropped, and the others are served', async () => {
    const lines: string[] = [];
    const sandbox = await startSandbox({
      port: 0,
      source: { kind: 'synthetic', seed: 1 },
      speed: 1_000,
      log: (line) => lines.push(line),
    });
    try {
      const slow = await new SandboxClient(sandbox.baseUrl).opened();
      const reader = await new SandboxClient(sandbox.baseUrl).opened();
      for (const client of [slow, reader]) {
        client.subscribe(...['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((s) => `orderbook.200.${s}`));
      }
      slow.socket.pause();
      await reader.until(() => lines.some((line) => line.includes('is dropped')));
      expect(lines.find((line) => line.includes('is dropped'))).toContain('client 1');
      const count = reader.messages.length;
      await reader.until(() => reader.messages.length > count + 100);
      reader.close();
      slow.close();
    } finally {
      await sandbox.close();
    }
  });
});
