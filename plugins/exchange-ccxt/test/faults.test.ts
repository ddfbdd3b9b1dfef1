import { type FaultSource, type Sandbox, scriptedFaults, startSandbox } from '@botrc/exchange-bybit/sandbox';
import type { Exchange, ExchangeEvent, Instrument, OrderRequest } from '@botrc/sdk';
import { exchangeSuite } from '@botrc/sdk/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import ccxt from '../src/index.ts';
import { bybitAt, wallClock, world } from './support/at-sandbox.ts';

const silent = (): void => undefined;
const context = {
  clock: wallClock,
  random: () => 0.5,
  log: { debug: silent, info: silent, warn: silent, error: silent },
};

describe("ccxt's bybit at a sandbox where things go wrong", () => {
  let sandbox: Sandbox | undefined;
  let exchange: Exchange | undefined;
  let events: ExchangeEvent[];

  afterEach(async () => {
    await exchange?.close();
    await sandbox?.close();
  });

  async function open(faults: FaultSource, more: Record<string, unknown> = {}): Promise<Exchange> {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'faults' }, faults });
    const key = { apiKey: 'sandboxkey', secret: 'sandboxsecret', requestTimeoutMs: 2_000 };
    const result = ccxt.options['~standard'].validate({ ...bybitAt(sandbox.baseUrl), ...key, ...more });
    if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
    exchange = ccxt.create(result.value, context);
    events = [];
    await exchange.connect((event) => void events.push(event));
    await expect.poll(() => events.some((e) => e.type === 'feed' && e.status === 'up'), WAIT).toBe(true);
    return exchange;
  }

  const WAIT = { timeout: 10_000, interval: 20 };
  const books = () => sandbox?.bank.opened('1001');
  const fault = (text: object): FaultSource => scriptedFaults(JSON.stringify({ faults: [text] }));

  async function low(at: Exchange): Promise<OrderRequest> {
    const [instrument] = (await at.instruments(['BTCUSDT'])) as [Instrument];
    const [bar] = await at.history({ instrument: 'BTCUSDT', interval: '1m', limit: 1 });
    const price = Math.floor(((bar?.close ?? 0) * 0.7) / instrument.tick) * instrument.tick;
    return {
      ...{ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'test', clientOrderId: 'doubt-1' },
      ...{ side: 'buy', type: 'limit', quantity: instrument.lot * 10, price, timeInForce: 'gtc' },
      ...{ reduceOnly: false, role: 'entry' },
    };
  }

  it.each([
    ['the connection ends after it was taken', { do: 'drop-after' }],
    ['an error of the server hides that it was taken', { do: 'status-after', status: 504 }],
    ['a code leaves it open', { do: 'code-after', code: 10_016 }],
  ])('an order is in doubt and found, not sent again, where %s (E-3)', async (_, what) => {
    const at = await open(fault({ at: 'rest', of: '/v5/order/create', fault: what }));
    const order = await low(at);
    expect(await at.submit(order)).toMatchObject({ kind: 'unknown' });
    expect(await at.findOrder('doubt-1', 'BTCUSDT')).toMatchObject({ status: 'working', price: order.price });
    expect((await at.snapshot()).orders).toHaveLength(1);
  });

  it('an order that never arrived is found to be none, once it cannot arrive any more', async () => {
    const at = await open(fault({ at: 'rest', of: '/v5/order/create', fault: { do: 'drop' } }));
    const order = await low(at);
    expect(await at.submit(order)).toMatchObject({ kind: 'unknown' });
    expect(await at.findOrder('doubt-1', 'BTCUSDT')).toBeUndefined();
  });

  it('what the account stream lost is told all the same, each fill once', async () => {
    const at = await open((place) => (place === 'account' ? { do: 'skip' } : undefined));
    const order = await low(at);
    const { price: _, ...rest } = order;
    const market: OrderRequest = { ...rest, type: 'market', timeInForce: 'ioc' };
    expect(await at.submit(market)).toEqual({ kind: 'accepted' });
    const fills = (): number =>
      events.reduce((sum, event) => sum + (event.type === 'fill' ? event.quantity : 0), 0);
    await expect.poll(fills, WAIT).toBe(order.quantity);
    await expect.poll(() => events.some((e) => e.type === 'order' && e.status === 'filled'), WAIT).toBe(true);
    expect(books()?.venue.listing.get('BTCUSDT')).toBeDefined();
  });

  it('a bad key brings the feed down with the reason, and orders are refused', async () => {
    const at = await open(() => undefined, { secret: 'wrong' });
    await expect
      .poll(
        () => events.some((e) => e.type === 'feed' && e.status === 'down' && /10004|sign/i.test(e.reason)),
        WAIT,
      )
      .toBe(true);
    expect(await at.submit(await low(at))).toMatchObject({
      kind: 'rejected',
      code: 'ccxt-AuthenticationError',
    });
    await expect(at.snapshot()).rejects.toMatchObject({ code: 'BOTRC_EXCHANGE_KEY' });
  });

  it('a book whose stream goes silent is begun anew', async () => {
    const stall = { at: 'market', of: 'orderbook', nth: 5, fault: { do: 'mute' } };
    const at = await open(fault(stall), { staleMs: 1_000 });
    await at.subscribe([{ stream: 'book', instrument: 'BTCUSDT', depth: 10 }]);
    const snapshots = (): number => events.filter((e) => e.type === 'book' && e.kind === 'snapshot').length;
    await expect.poll(snapshots, WAIT).toBeGreaterThan(1);
    expect(events.some((e) => e.type === 'feed' && e.status === 'gap' && e.instrument === 'BTCUSDT')).toBe(
      true,
    );
  });

  it('where nothing is streamed, everything is polled: market data and the account alike', async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'poll' } });
    const key = { apiKey: 'sandboxkey', secret: 'sandboxsecret' };
    const options = { ...bybitAt(sandbox.baseUrl), ...key, stream: false, pollMs: 200 };
    const harness = { plugin: ccxt, options, instruments: ['BTCUSDT'], world, mayTrade: true };
    const cases = exchangeSuite.filter(({ id }) => ['EX-20', 'EX-26', 'EX-32', 'EX-37'].includes(id));
    expect(await Promise.all(cases.map(({ run }) => run(harness)))).toEqual(cases.map(() => undefined));
  });
});
