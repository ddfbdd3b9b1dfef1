import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { SandboxClient } from './sandbox-client.ts';

const KEY = 'sandboxkey';
const SECRET = 'sandboxsecret';
const ORDER = {
  category: 'linear',
  symbol: 'BTCUSDT',
  side: 'Buy',
  orderType: 'Limit',
  qty: '0.010',
  price: '40000',
};

const hmac = (text: string, secret = SECRET): string =>
  createHmac('sha256', secret).update(text).digest('hex');

// biome-ignore lint/suspicious/noExplicitAny: an answer differs by path, and tests compare it whole.
type Answer = any;

describe('the private side of the sandbox', () => {
  let sandbox: Sandbox;
  const clients: SandboxClient[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({
      port: 0,
      source: { kind: 'synthetic', seed: 'private' },
      keys: [
        { key: KEY, secret: SECRET },
        // Users of their own, as the venue counts the orders of a second by user.
        { key: 'stops', secret: SECRET, uid: '1002' },
        { key: 'hasty', secret: SECRET, uid: '1003' },
        { key: 'socket', secret: SECRET, uid: '1004' },
        { key: 'reader', secret: 'reader-secret', readOnly: true, withdraw: true },
      ],
    });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => sandbox.close());

  interface Signing {
    readonly key?: string;
    readonly secret?: string;
    readonly skewMs?: number;
  }

  async function signed(
    method: string,
    path: string,
    payload: string,
    signing: Signing = {},
  ): Promise<Response> {
    const { key = KEY, secret = SECRET, skewMs = 0 } = signing;
    const stamp = String(Date.now() + skewMs);
    return fetch(`${sandbox.baseUrl}${path}${method === 'GET' ? `?${payload}` : ''}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'X-BAPI-API-KEY': key,
        'X-BAPI-TIMESTAMP': stamp,
        'X-BAPI-RECV-WINDOW': '5000',
        'X-BAPI-SIGN': hmac(`${stamp}${key}5000${payload}`, secret),
      },
      ...(method === 'POST' && { body: payload }),
    });
  }
  const get = async (path: string, query: string, signing?: Signing): Promise<Answer> =>
    (await signed('GET', path, query, signing)).json();
  const post = async (path: string, body: object, signing?: Signing): Promise<Answer> =>
    (await signed('POST', path, JSON.stringify(body), signing)).json();

  async function connected(path: string, key = KEY): Promise<SandboxClient> {
    const client = await new SandboxClient(sandbox.baseUrl, path).opened();
    clients.push(client);
    const expires = Date.now() + 10_000;
    client.request({ op: 'auth', args: [key, expires, hmac(`GET/realtime${expires}`)] });
    await client.until(() => client.messages.some((m) => m.op === 'auth'));
    return client;
  }

  it.each([
    ['an unknown key', { key: 'nobody' }, 10_003],
    ['a signature of another secret', { secret: 'other' }, 10_004],
    ['a timestamp of six seconds ago', { skewMs: -6000 }, 10_002],
    ['a timestamp of two seconds ahead', { skewMs: 2000 }, 10_002],
    ['half a second ahead', { skewMs: 500 }, 0],
  ])('answers %s by its code', async (_, signing, retCode) => {
    expect(await get('/v5/account/wallet-balance', 'accountType=UNIFIED', signing)).toMatchObject({
      retCode,
    });
  });

  it('answers a request without headers with 10001, and one of a reader who would trade with 10005', async () => {
    const bare = await fetch(`${sandbox.baseUrl}/v5/account/info`);
    expect(await bare.json()).toMatchObject({ retCode: 10_001 });
    const reader = { key: 'reader', secret: 'reader-secret' };
    expect(await post('/v5/order/create', ORDER, reader)).toMatchObject({ retCode: 10_005 });
    const { result } = await get('/v5/user/query-api', '', reader);
    expect(result).toMatchObject({
      readOnly: 1,
      permissions: { Wallet: expect.arrayContaining(['Withdraw']) },
    });
  });

  it('tells of an order in the shapes of Bybit: order, execution, position and wallet', async () => {
    const client = await connected('/v5/private');
    client.subscribe('order', 'execution', 'position', 'wallet');
    await client.until(() => client.messages.some((m) => m.op === 'subscribe'));
    const { result } = await post('/v5/order/create', {
      ...ORDER,
      orderType: 'Market',
      orderLinkId: 'shape-1',
    });
    await client.until(() => client.of('wallet').length > 0 && client.of('order').length > 0);
    const order = client.of('order')[0]?.data[0];
    expect(order).toMatchObject({
      category: 'linear',
      symbol: 'BTCUSDT',
      orderId: result.orderId,
      orderLinkId: 'shape-1',
      side: 'Buy',
      orderStatus: 'Filled',
      qty: '0.010',
      cumExecQty: '0.010',
      leavesQty: '0',
      positionIdx: 0,
    });
    const executions = client.of('execution').flatMap((m) => m.data as Answer[]);
    expect(executions[0]).toMatchObject({
      execType: 'Trade',
      orderLinkId: 'shape-1',
      isMaker: false,
      feeRate: '0.00055',
    });
    const fee = executions.reduce((sum, e) => sum + Number(e.execFee), 0);
    expect(order.cumFeeDetail.USDT).toBe(String(fee));
    expect(client.of('position')[0]?.data[0]).toMatchObject({ side: 'Buy', size: '0.010', leverage: '10' });
    expect(Number(client.of('position')[0]?.data[0].entryPrice)).toBe(Number(order.avgPrice));
    const coin = client.of('wallet')[0]?.data[0].coin[0];
    expect(Number(coin.walletBalance)).toBeCloseTo(10_000 - fee, 9);
    const listed = await get('/v5/execution/list', 'category=linear&orderLinkId=shape-1');
    expect(listed.result.list.map((e: Answer) => e.execId).reverse()).toEqual(
      executions.map((e) => e.execId),
    );
    await post('/v5/order/create', { ...ORDER, side: 'Sell', orderType: 'Market', reduceOnly: true });
    await expect
      .poll(async () => (await get('/v5/position/list', 'category=linear&symbol=BTCUSDT')).result.list[0])
      .toMatchObject({ side: '', size: '0' });
  });

  it('refuses what Bybit refuses, by its codes', async () => {
    const code = async (order: object): Promise<number> =>
      (await post('/v5/order/create', { ...ORDER, ...order })).retCode;
    expect(await code({ qty: '0.0001' })).toBe(10_001);
    expect(await code({ qty: '0.001', price: '1000' })).toBe(110_094);
    expect(await code({ qty: '1400' })).toBe(110_007);
    expect(await code({ reduceOnly: true })).toBe(110_017);
    expect(await code({ triggerPrice: '200000', triggerDirection: 2 })).toBe(110_093);
    expect(await code({ symbol: 'NOSUCHUSDT' })).toBe(10_001);
    expect((await post('/v5/order/cancel', { ...ORDER, orderLinkId: 'never' })).retCode).toBe(110_001);
    const leverage = { category: 'linear', symbol: 'ETHUSDT', buyLeverage: '10', sellLeverage: '10' };
    expect((await post('/v5/position/set-leverage', leverage)).retCode).toBe(110_043);
    const mode = { category: 'linear', coin: 'USDT', mode: 0 };
    expect((await post('/v5/position/switch-mode', mode)).retCode).toBe(110_025);
  });

  it('tells a post-only order that would take, and a stop that fires', async () => {
    const client = await connected('/v5/private', 'stops');
    client.subscribe('order');
    await client.until(() => client.messages.some((m) => m.op === 'subscribe'));
    const user = { key: 'stops' };
    const states = (link: string): string[] =>
      client
        .of('order')
        .flatMap((m) => (m.data as Answer[]).filter((o) => o.orderLinkId === link).map((o) => o.orderStatus));
    await post(
      '/v5/order/create',
      {
        ...ORDER,
        price: '70000',
        timeInForce: 'PostOnly',
        orderLinkId: 'maker',
      },
      user,
    );
    await client.until(() => states('maker').length > 0);
    expect(states('maker')).toEqual(['Cancelled']);
    expect(client.of('order')[0]?.data[0].rejectReason).toBe('EC_PostOnlyWillTakeLiquidity');
    const last = Number(client.of('order')[0]?.data[0].lastPriceOnCreated);
    const stop = { ...ORDER, orderType: 'Market', triggerDirection: 2, orderLinkId: 'stop' };
    await post('/v5/order/create', { ...stop, triggerPrice: String(Math.floor(last) - 3000) }, user);
    await client.until(() => states('stop').length > 0);
    expect(states('stop')).toEqual(['Untriggered']);
    await post('/v5/order/cancel', { ...ORDER, orderLinkId: 'stop' }, user);
    await client.until(() => states('stop').length > 1);
    expect(states('stop')).toEqual(['Untriggered', 'Deactivated']);
  });

  it('takes ten orders a second from one user and says so in the headers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const response = await signed(
          'POST',
          '/v5/order/cancel-all',
          JSON.stringify({ category: 'linear', symbol: 'BTCUSDT' }),
          { key: 'hasty' },
        );
        return { left: response.headers.get('x-bapi-limit-status'), ...((await response.json()) as Answer) };
      }),
    );
    expect(answers.filter(({ retCode }) => retCode === 10_006)).toHaveLength(2);
    expect(
      answers
        .filter(({ retCode }) => retCode === 0)
        .map(({ left }) => Number(left))
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 10 }, (_, i) => i));
  });

  it('takes an order over the trade socket, once per request id, and only after authentication', async () => {
    const bare = await new SandboxClient(sandbox.baseUrl, '/v5/trade').opened();
    clients.push(bare);
    const header = { 'X-BAPI-TIMESTAMP': String(Date.now()), 'X-BAPI-RECV-WINDOW': '5000' };
    const request = {
      reqId: 'r-1',
      header,
      op: 'order.create',
      args: [{ ...ORDER, orderLinkId: 'by-socket' }],
    };
    bare.request(request);
    await bare.until(() => bare.messages.length > 0);
    expect(bare.messages[0]).toMatchObject({ reqId: 'r-1', retCode: 10_005 });

    const client = await connected('/v5/trade', 'socket');
    expect(client.messages[0]).toMatchObject({
      op: 'auth',
      retCode: 0,
      retMsg: 'OK',
      connId: expect.any(String),
    });
    client.request(request);
    client.request(request);
    client.request({ ...request, reqId: 'r-2' });
    client.request({ ...request, reqId: 'r-3', header: { ...header, 'X-BAPI-TIMESTAMP': '1' } });
    client.request({ reqId: 'r-4', op: 'order.nothing', args: [] });
    await client.until(() => client.messages.length === 6);
    expect(client.messages.slice(1)).toMatchObject([
      { reqId: 'r-1', op: 'order.create', retCode: 0, data: { orderLinkId: 'by-socket' } },
      { reqId: 'r-1', retCode: 20_006 },
      { reqId: 'r-2', retCode: 110_072 },
      { reqId: 'r-3', retCode: 10_002 },
      { reqId: 'r-4', retCode: 10_404 },
    ]);
    const { result } = await get('/v5/order/realtime', 'category=linear&orderLinkId=by-socket', {
      key: 'socket',
    });
    expect(result.list).toHaveLength(1);
  });
});
