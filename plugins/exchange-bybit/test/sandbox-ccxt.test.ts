import ccxt, { type bybit as Bybit } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';

const SYMBOL = 'BTC/USDT:USDT';

/** A client that somebody else wrote for the real venue: what it cannot do here, the sandbox does wrong. */
describe("ccxt's own Bybit client, unmodified, at the sandbox", () => {
  let sandbox: Sandbox;
  let client: Bybit;
  let price: number;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'ccxt' } });
    client = new ccxt.pro.bybit({ apiKey: 'sandboxkey', secret: 'sandboxsecret', enableRateLimit: false });
    const { baseUrl } = sandbox;
    const ws = baseUrl.replace('http', 'ws');
    const urls = client.urls as { api: Record<string, unknown> };
    urls.api = {
      ...urls.api,
      public: baseUrl,
      private: baseUrl,
      ws: {
        public: { linear: `${ws}/v5/public/linear` },
        private: { contract: `${ws}/v5/private`, trade: `${ws}/v5/trade` },
      },
    };
    // ccxt asks for it where a WebSocket has no TLS.
    await client.loadHttpProxyAgent();
    await client.loadMarkets();
    price = (await client.fetchTicker(SYMBOL)).last ?? 0;
  });

  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  const low = (): number => Math.floor(price * 0.8);

  it('loads the markets, book, candles, ticker and trades', async () => {
    expect(client.symbols).toContain(SYMBOL);
    expect(client.market(SYMBOL)).toMatchObject({
      id: 'BTCUSDT',
      linear: true,
      precision: { price: 0.1, amount: 0.001 },
    });
    const book = await client.fetchOrderBook(SYMBOL, 50);
    expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0);
    expect(await client.fetchOHLCV(SYMBOL, '1m', undefined, 10)).toHaveLength(10);
    expect((await client.fetchTrades(SYMBOL)).length).toBeGreaterThan(0);
  });

  it('reads the balance', async () => {
    const balance = await client.fetchBalance();
    expect((balance.USDT as { total: number }).total).toBe(10_000);
  });

  it('creates, finds, amends and cancels a limit order', async () => {
    const made = await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, low(), {
      clientOrderId: 'ccxt-limit-1',
    });
    const open = await client.fetchOpenOrders(SYMBOL);
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({
      id: made.id,
      clientOrderId: 'ccxt-limit-1',
      status: 'open',
      price: low(),
      amount: 0.01,
      filled: 0,
    });
    await client.editOrder(made.id as string, SYMBOL, 'limit', 'buy', 0.02, low() - 1);
    await expect.poll(async () => (await client.fetchOpenOrder(made.id as string, SYMBOL)).amount).toBe(0.02);
    await client.cancelOrder(made.id as string, SYMBOL);
    await expect.poll(async () => (await client.fetchOpenOrders(SYMBOL)).length).toBe(0);
    expect(await client.fetchClosedOrder(made.id as string, SYMBOL)).toMatchObject({
      status: 'canceled',
      filled: 0,
    });
    await expect(client.cancelOrder(made.id as string, SYMBOL)).rejects.toThrow(ccxt.OrderNotFound);
  });

  it('buys at market, sees the position and its trades, and closes it', async () => {
    const bought = await client.createOrder(SYMBOL, 'market', 'buy', 0.01);
    await expect.poll(async () => (await client.fetchPositions([SYMBOL]))[0]?.contracts).toBe(0.01);
    const [position] = await client.fetchPositions([SYMBOL]);
    expect(position).toMatchObject({ side: 'long', leverage: 10 });
    expect(position?.entryPrice).toBeGreaterThan(price * 0.98);
    const trades = await client.fetchMyTrades(SYMBOL);
    expect(trades.filter((trade) => trade.order === bought.id)).not.toHaveLength(0);
    expect(trades.reduce((sum, trade) => sum + (trade.amount ?? 0), 0)).toBeCloseTo(0.01, 9);
    expect(trades[0]?.fee).toMatchObject({ currency: 'USDT' });
    await client.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
    await expect.poll(async () => (await client.fetchPositions([SYMBOL]))[0]?.contracts).toBe(0);
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('takes a stop, cancels all, and sets leverage and position mode', async () => {
    await client.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, {
      triggerPrice: low(),
      triggerDirection: 'descending',
    });
    await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, low());
    expect(await client.fetchOpenOrders(SYMBOL)).toHaveLength(2);
    await client.cancelAllOrders(SYMBOL);
    await expect.poll(async () => (await client.fetchOpenOrders(SYMBOL)).length).toBe(0);
    await client.setLeverage(5, SYMBOL);
    expect(sandbox.bank.opened('1001')?.venue.listing.get('BTCUSDT')?.leverage).toBe(5);
    await client.setPositionMode(true, SYMBOL);
    await client.setPositionMode(false, SYMBOL);
  });

  it('knows a bad key, a bad signature and a duplicate id by their codes', async () => {
    await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, low(), { clientOrderId: 'ccxt-twice' });
    await expect(
      client.createOrder(SYMBOL, 'limit', 'buy', 0.01, low(), { clientOrderId: 'ccxt-twice' }),
    ).rejects.toThrow('110072');
    await client.cancelAllOrders(SYMBOL);
    const { apiKey, secret } = client;
    try {
      client.secret = 'wrong';
      await expect(client.fetchBalance()).rejects.toThrow('10004');
      client.apiKey = 'nobody';
      await expect(client.fetchBalance()).rejects.toThrow('10003');
    } finally {
      Object.assign(client, { apiKey, secret });
    }
  });

  it('streams the book and the trades', async () => {
    const book = await client.watchOrderBook(SYMBOL, 50);
    expect(book.bids.length).toBeGreaterThan(10);
    const trades = await client.watchTrades(SYMBOL);
    expect(trades[0]?.price).toBeGreaterThan(0);
  });

  it('streams its orders and trades, and creates an order over its own trade socket', async () => {
    // The first call only subscribes: what it waits for is the order created after it.
    const orders = client.watchOrders(SYMBOL);
    const trades = client.watchMyTrades(SYMBOL);
    await expect.poll(() => sandbox.bank.opened('1001')?.listeners.size).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const made = await client.createOrderWs(SYMBOL, 'market', 'buy', 0.01);
    expect((await orders).map((order) => order.id)).toContain(made.id);
    expect((await trades).map((trade) => trade.order)).toContain(made.id);
    await client.createOrderWs(SYMBOL, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
  });

  it('streams its positions: as they are at first, then each change, and that one is closed', async () => {
    await expect.poll(() => client.fetchPositions()).toEqual([]);
    // The first answer is what stands; the stream is subscribed with the second question.
    expect(await client.watchPositions([SYMBOL])).toEqual([]);
    const opened = client.watchPositions([SYMBOL]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await client.createOrder(SYMBOL, 'market', 'buy', 0.01);
    const [position] = await opened;
    expect(position).toMatchObject({ symbol: SYMBOL, side: 'long', contracts: 0.01, leverage: 5 });
    expect(position?.entryPrice).toBeGreaterThan(price * 0.9);
    await client.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
    await expect
      .poll(async () => (await client.watchPositions([SYMBOL]))[0]?.contracts, { timeout: 5_000 })
      .toBe(0);
  });
});
