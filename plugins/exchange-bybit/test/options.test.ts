import { describe, expect, it } from 'vitest';
import bybit from '../src/index.ts';
import { optionsSchema, streamUrl } from '../src/options.ts';
import { depthFor, parseTopic, topicsFor } from '../src/topics.ts';
import { testContext } from './support/context.ts';

function validate(value: unknown) {
  const result = optionsSchema['~standard'].validate(value);
  if (result instanceof Promise) throw new Error('validation is synchronous');
  return result;
}

describe('options', () => {
  it('all have defaults', () => {
    expect(validate({})).toEqual({
      value: {
        accountUrl: 'https://api.bybit.com',
        disconnectSeconds: 30,
        baseUrl: 'https://api.bybit.com',
        demo: false,
        testnet: false,
        category: 'linear',
        depth: 50,
        staleMs: 5000,
        recvWindowMs: 5000,
        requestTimeoutMs: 10_000,
        pingMs: 20_000,
        pongMs: 10_000,
      },
    });
  });

  it.each([
    [{ depht: 50 }, []],
    [{ category: 'spot' }, ['category']],
    [{ depth: 25 }, ['depth']],
    [{ depth: '50' }, ['depth']],
    [{ baseUrl: 'ftp://x' }, ['baseUrl']],
    [{ baseUrl: 'nowhere' }, ['baseUrl']],
    [{ testnet: true, baseUrl: 'http://127.0.0.1:1' }, ['baseUrl']],
    [{ staleMs: 0 }, ['staleMs']],
    [{ pingMs: 1.5 }, ['pingMs']],
  ])('%j is refused, with a reason', (value, path) => {
    const { issues } = validate(value);
    expect(issues?.map((issue) => issue.path)).toEqual([path]);
    expect(issues?.[0]?.message).not.toBe('');
  });

  it('are described as a JSON Schema that names every key', () => {
    const schema = bybit.options['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(schema).toMatchObject({ additionalProperties: false });
    expect(Object.keys(schema.properties as object).sort()).toEqual([
      'apiKey',
      'apiSecret',
      'baseUrl',
      'category',
      'demo',
      'depth',
      'disconnectSeconds',
      'pingMs',
      'pongMs',
      'recvWindowMs',
      'requestTimeoutMs',
      'staleMs',
      'testnet',
    ]);
  });

  it.each([
    [{}, 'wss://stream.bybit.com/v5/public/linear'],
    [{ testnet: true }, 'wss://stream-testnet.bybit.com/v5/public/linear'],
    [{ baseUrl: 'https://api.bybit.com/' }, 'wss://stream.bybit.com/v5/public/linear'],
    [{ demo: true }, 'wss://stream.bybit.com/v5/public/linear'],
    [{ baseUrl: 'http://127.0.0.1:18080' }, 'ws://127.0.0.1:18080/v5/public/linear'],
    [{ baseUrl: 'https://proxy.example/bybit/' }, 'wss://proxy.example/bybit/v5/public/linear'],
  ])('%j streams from %s', (value, url) => {
    const result = validate(value);
    expect(result.issues).toBeUndefined();
    if (result.issues === undefined) expect(streamUrl(result.value.baseUrl, 'public/linear')).toBe(url);
  });
});

describe('the account', () => {
  const value = (options: object) => {
    const result = validate(options);
    if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
    return result.value;
  };

  it('is where the market is, but for demo trading', () => {
    expect(streamUrl(value({}).accountUrl, 'private')).toBe('wss://stream.bybit.com/v5/private');
    expect(streamUrl(value({ testnet: true }).accountUrl, 'trade')).toBe(
      'wss://stream-testnet.bybit.com/v5/trade',
    );
    expect(streamUrl(value({ demo: true }).accountUrl, 'private')).toBe(
      'wss://stream-demo.bybit.com/v5/private',
    );
  });

  it.each([
    [{ apiKey: 'k' }],
    [{ apiSecret: 's' }],
    [{ demo: true, testnet: true }],
    [{ demo: true, baseUrl: 'http://127.0.0.1:1' }],
  ])('is not opened with %j', (options) => expect(validate(options).issues).toHaveLength(1));

  it('is what the plugin executes on; without a key it has none', () => {
    const create = (options: object) => bybit.create(value(options), testContext());
    expect(create({}).capabilities()).toMatchObject({
      execution: 'none',
      missing: { account: expect.any(String) },
    });
    const { execution, missing } = create({ apiKey: 'k', apiSecret: 's' }).capabilities();
    expect(execution).toBe('live');
    expect(missing).not.toHaveProperty('account');
  });
});

describe('topics', () => {
  const instrument = 'BTCUSDT';

  it('are those of the subscriptions, one book to an instrument', () => {
    const topics = topicsFor([
      { stream: 'bar', instrument, interval: '1m' },
      { stream: 'bar', instrument, interval: '4h' },
      { stream: 'bar', instrument, interval: '1d' },
      { stream: 'book', instrument, depth: 1 },
      { stream: 'book', instrument, depth: 60 },
      { stream: 'book', instrument: 'ETHUSDT', depth: 5 },
      { stream: 'book', instrument: 'SOLUSDT', depth: 1 },
      { stream: 'trade', instrument },
      { stream: 'ticker', instrument },
    ]);
    expect([...topics].sort()).toEqual([
      'kline.1.BTCUSDT',
      'kline.240.BTCUSDT',
      'kline.D.BTCUSDT',
      'orderbook.1.SOLUSDT',
      'orderbook.200.BTCUSDT',
      'orderbook.50.ETHUSDT',
      'publicTrade.BTCUSDT',
      'tickers.BTCUSDT',
    ]);
    for (const topic of topics) expect(parseTopic(topic)).toBeDefined();
  });

  it('read back as what they stand for', () => {
    expect(parseTopic('kline.120.BTCUSDT')).toEqual({ stream: 'bar', instrument, interval: '2h' });
    expect(parseTopic('orderbook.1.BTCUSDT')).toEqual({ stream: 'book', instrument, depth: 1 });
    for (const topic of [
      '',
      '.',
      'kline',
      'kline.7.X',
      'orderbook.2.X',
      'orderbook.50.',
      'tickers',
      'a.b.c.d',
    ])
      expect(parseTopic(topic)).toBeUndefined();
  });

  it('hold the depth asked for', () => {
    expect([0, 1, 2, 50, 51, 200, 201, Number.NaN].map(depthFor)).toEqual([
      1,
      1,
      50,
      50,
      200,
      200,
      undefined,
      undefined,
    ]);
  });
});
