import { createHmac } from 'node:crypto';
import type { Exchange, ExchangeEvent } from '@botrc/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import bybit from '../src/index.ts';
import { type ApiKey, type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { testContext, until } from './support/context.ts';

/** Disconnect-cancel-all: set, read back, and what it spares. */
describe('the dead-man switch', () => {
  const guarded: ApiKey = { key: 'guarded', secret: 's', uid: '1', dcp: true };
  const plain: ApiKey = { key: 'plain', secret: 's', uid: '2' };
  let sandbox: Sandbox;
  const open: Exchange[] = [];
  beforeEach(async () => {
    // A hundred seconds of the venue are one of the wall.
    sandbox = await startSandbox({
      port: 0,
      source: { kind: 'synthetic', seed: 'dcp' },
      keys: [guarded, plain],
      speed: 100,
    });
  });
  afterEach(async () => {
    for (const exchange of open.splice(0)) await exchange.close();
    await sandbox.close();
  });

  function create({ key }: ApiKey, more: object = {}) {
    const context = testContext();
    const options = { baseUrl: sandbox.baseUrl, apiKey: key, apiSecret: 's', ...more };
    const result = bybit.options['~standard'].validate(options);
    if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
    const exchange = bybit.create(result.value, context);
    open.push(exchange);
    return { exchange, lines: context.lines };
  }

  /** Connected, with what it logs. */
  async function connected(key: ApiKey, more: object = {}) {
    const made = create(key, more);
    const events: ExchangeEvent[] = [];
    await made.exchange.instruments(['BTCUSDT']);
    await made.exchange.connect((event) => void events.push(event));
    await made.exchange.subscribe([{ stream: 'ticker', instrument: 'BTCUSDT' }]);
    await until(() => events.some((event) => event.type === 'feed' && event.status === 'up'), 'feed up');
    return { ...made, events };
  }

  it('is told as the account has it', async () => {
    expect(await create(guarded).exchange.deadMan?.()).toEqual({ state: 'on', afterMs: 10_000 });
    expect(await create(plain).exchange.deadMan?.()).toMatchObject({
      state: 'off',
      reason: expect.stringContaining('client manager'),
    });
  });

  it('is set once the account is open, and where there is none that is said', async () => {
    const one = await connected(guarded, { disconnectSeconds: 40 });
    const account = sandbox.bank.opened('1');
    await until(() => account?.deadMan?.seconds === 40, 'the setting');
    const two = await connected(plain);
    await until(() => two.lines.some(({ message }) => message.includes('client manager')), 'the word of it');
    expect(one.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('watches the account stream: what rests goes when nobody comes back, and a stop that waits stays', async () => {
    const { exchange, events } = await connected(guarded, { disconnectSeconds: 0 });
    const account = sandbox.bank.opened('1') ?? expect.unreachable();
    const tick = 1_000_000;
    const request = {
      ...({ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'test', reduceOnly: false } as const),
      ...({ side: 'buy', quantity: 10, timeInForce: 'gtc', role: 'entry' } as const),
    };
    expect(await exchange.submit({ ...request, clientOrderId: 'rests', type: 'limit', price: tick })).toEqual(
      {
        kind: 'accepted',
      },
    );
    const stop = { side: 'sell', type: 'stop-market', triggerPrice: tick, role: 'stop' } as const;
    expect(await exchange.submit({ ...request, ...stop, clientOrderId: 'stop' })).toEqual({
      kind: 'accepted',
    });
    await until(() => events.filter((event) => event.type === 'order').length >= 2, 'both rest');
    expect(account.ledger.open()).toHaveLength(2);
    await exchange.close();
    await until(() => account.ledger.open().length === 1, 'the entry goes');
    expect(account.ledger.open().map((row) => [row.orderLinkId, row.status])).toEqual([
      ['stop', 'Untriggered'],
    ]);
    expect(account.ledger.find('', 'rests')).toMatchObject({
      status: 'Cancelled',
      cancelType: 'CancelByDCP',
    });
  });

  it('does not strike while one connection that watches is alive, and can take conditional orders', async () => {
    const { exchange } = await connected(guarded, { disconnectSeconds: 0 });
    const account = sandbox.bank.opened('1') ?? expect.unreachable();
    const other = await watcher(sandbox.baseUrl, guarded);
    const order = {
      ...({ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'test', reduceOnly: false } as const),
      ...({ side: 'sell', quantity: 10, timeInForce: 'gtc', role: 'stop', type: 'stop-market' } as const),
    };
    await exchange.submit({ ...order, clientOrderId: 'stop', triggerPrice: 1_000_000 });
    await until(() => account.ledger.open().length === 1, 'it rests');
    await exchange.close();
    // Ten seconds of the venue are over several times.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(account.ledger.open()).toHaveLength(1);
    if (account.deadMan) account.deadMan.takesStops = true;
    other.close();
    await until(() => account.ledger.open().length === 0, 'the stop goes');
    expect(account.ledger.find('', 'stop')).toMatchObject({ cancelType: 'CancelByDCP' });
  });
});

/** A connection of another program that watches `dcp.future` for the account. */
async function watcher(baseUrl: string, { key, secret }: ApiKey): Promise<WebSocket> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/v5/private`);
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  await new Promise((resolve) => socket.once('open', resolve));
  const expires = Date.now() * 100;
  const sign = createHmac('sha256', secret).update(`GET/realtime${expires}`).digest('hex');
  socket.send(JSON.stringify({ op: 'auth', args: [key, expires, sign] }));
  socket.send(JSON.stringify({ op: 'subscribe', args: ['dcp.future'] }));
  await until(() => heard.length >= 2, 'it watches');
  return socket;
}
