import type { Exchange, ExchangeEvent, OrderRequest, OrderUpdate } from '@botrc/sdk';
import { autoDeleverage } from '@botrc/sim';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import bybit from '../src/index.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { testContext, until } from './support/context.ts';

/** What an account can do beyond the exchange suite: legs, triggers, leverage, and what the venue does by itself. */
describe('an account at the sandbox', () => {
  let sandbox: Sandbox;
  let exchange: Exchange;
  let events: ExchangeEvent[];
  let user = 9_000;
  const keys = Array.from({ length: 10 }, (_, at) => ({
    key: `key-${at}`,
    secret: 'secret',
    uid: String(9_001 + at),
  }));

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'account' }, keys });
  });
  beforeEach(async () => {
    user++;
    events = [];
    const options = { baseUrl: sandbox.baseUrl, apiKey: `key-${user - 9_001}`, apiSecret: 'secret' };
    const result = bybit.options['~standard'].validate(options);
    if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
    exchange = bybit.create(result.value, testContext());
    await exchange.instruments(['BTCUSDT']);
    await exchange.connect((event) => void events.push(event));
    await exchange.subscribe([{ stream: 'ticker', instrument: 'BTCUSDT' }]);
    await until(() => events.some((event) => event.type === 'feed' && event.status === 'up'), 'feed up');
  });
  afterEach(() => exchange.close());
  afterAll(() => sandbox.close());

  const account = () => sandbox.bank.opened(String(user)) ?? expect.unreachable('no account');
  const order = (id: string, more: Partial<OrderRequest> = {}): OrderRequest => ({
    ...({ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'test', clientOrderId: id } as const),
    ...({
      side: 'buy',
      type: 'market',
      quantity: 10,
      timeInForce: 'ioc',
      reduceOnly: false,
      role: 'entry',
    } as const),
    ...more,
  });
  const send = async (request: OrderRequest): Promise<void> =>
    expect(await exchange.submit(request)).toEqual({ kind: 'accepted' });
  const word = (id: string, status: OrderUpdate['status']): Promise<void> =>
    until(
      () => events.some((e) => e.type === 'order' && e.clientOrderId === id && e.status === status),
      `${id} ${status}`,
    );

  it('holds a long and a short leg at once in hedge mode, and closes each by itself', async () => {
    expect(await exchange.setPositionMode('hedge')).toEqual({ kind: 'accepted' });
    expect(await exchange.setPositionMode('hedge')).toEqual({ kind: 'accepted' });
    await send(order('long', { leg: 'long', quantity: 20 }));
    await send(order('short', { leg: 'short', side: 'sell', quantity: 10 }));
    await word('long', 'filled');
    await word('short', 'filled');
    const legs = async () =>
      (await exchange.snapshot()).positions.map(({ leg, quantity }) => [leg, quantity]);
    expect(await legs()).toEqual([
      ['long', 20],
      ['short', -10],
    ]);
    expect((await exchange.findOrder('short', 'BTCUSDT'))?.leg).toBe('short');
    await send(order('shut', { leg: 'long', side: 'sell', quantity: 20, reduceOnly: true, role: 'exit' }));
    await word('shut', 'filled');
    expect(await legs()).toEqual([['short', -10]]);
    expect((await exchange.setPositionMode('one-way')).kind).toBe('rejected');
  });

  it('rests a protective stop at the venue, moves it, and lets it close the position', async () => {
    await send(order('in'));
    await word('in', 'filled');
    const last = account().venue.market.BTCUSDT?.last ?? 0;
    const tick = 100;
    const far = Math.floor((last * 0.97) / tick) * tick;
    const stop = {
      side: 'sell',
      type: 'stop-market',
      timeInForce: 'gtc',
      reduceOnly: true,
      role: 'stop',
    } as const;
    await send(order('stop', { ...stop, triggerPrice: far, closeOnTrigger: true }));
    await word('stop', 'working');
    const request = { instrument: 'BTCUSDT', clientOrderId: 'stop' };
    expect(await exchange.amend({ ...request, triggerPrice: far + 50 * tick })).toEqual({ kind: 'accepted' });
    await until(
      () =>
        events.some(
          (e) => e.type === 'order' && e.clientOrderId === 'stop' && e.triggerPrice === far + 50 * tick,
        ),
      'the moved stop',
    );
    // Brought to where the market is, it fires with the next fall.
    const near = (): number => Math.floor((account().venue.market.BTCUSDT?.last ?? 0) / tick) * tick - tick;
    for (let i = 0; i < 40 && account().ledger.find('', 'stop')?.status !== 'Filled'; i++) {
      await exchange.amend({ ...request, triggerPrice: near() });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await word('stop', 'filled');
    expect((await exchange.snapshot()).positions).toEqual([]);
  });

  it('turns a post-only order that would take away, and a stop on the wrong side of the market', async () => {
    const last = account().venue.market.BTCUSDT?.last ?? 0;
    const high = Math.ceil((last * 1.01) / 100) * 100;
    await send(order('taker', { type: 'limit', price: high, timeInForce: 'post-only' }));
    await word('taker', 'rejected');
    const wrong = order('wrong', {
      side: 'sell',
      type: 'stop-market',
      timeInForce: 'gtc',
      triggerPrice: high,
    });
    expect(await exchange.submit(wrong)).toMatchObject({ kind: 'rejected', code: 'bybit-110093' });
  });

  it('sets leverage, and takes the same leverage for done', async () => {
    expect(await exchange.setLeverage('BTCUSDT', 5)).toEqual({ kind: 'accepted' });
    expect(await exchange.setLeverage('BTCUSDT', 5)).toEqual({ kind: 'accepted' });
    expect((await exchange.setLeverage('BTCUSDT', 1_000)).kind).toBe('rejected');
    expect(account().venue.listing.get('BTCUSDT')?.leverage).toBe(5);
    expect(await exchange.feeRates('BTCUSDT')).toEqual({ maker: 20_000, taker: 55_000 });
  });

  it('tells of a position that the venue took away, with the cause', async () => {
    await send(order('taken'));
    await word('taken', 'filled');
    const { venue, world } = account();
    const price = venue.market.BTCUSDT?.last ?? 0;
    autoDeleverage(venue, { instrument: 'BTCUSDT', leg: 'net', quantity: 4, price }, world.clock.now());
    await until(() => events.some((e) => e.type === 'fill' && e.cause !== undefined), 'the deleveraging');
    const fill = events.find((e) => e.type === 'fill' && e.cause !== undefined);
    expect(fill).toMatchObject({ cause: 'deleverage', leg: 'net', side: 'sell', quantity: 4, fee: 0n });
    expect((await exchange.snapshot()).positions).toMatchObject([{ quantity: 6 }]);
    const told = await exchange.executionsSince(world.clock.now() - 60_000);
    expect(told).toContainEqual(fill);
  });

  it('has the cash of the venue to the last digit', async () => {
    await send(order('cash-1', { quantity: 33 }));
    await word('cash-1', 'filled');
    await send(order('cash-2', { side: 'sell', quantity: 33, reduceOnly: true }));
    await word('cash-2', 'filled');
    const { balances } = await exchange.snapshot();
    expect(balances.find(({ currency }) => currency === 'USDT')?.total).toBe(account().venue.books.cash.USDT);
    const fills = events.filter((e) => e.type === 'fill');
    const fees = fills.reduce((sum, fill) => sum + fill.fee, 0n);
    expect(account().venue.books.house.fees.USDT).toBe(fees);
  });
});
