import { join } from 'node:path';
import type { Exchange, ExchangeEvent, Fill, OrderRequest } from '@botrc/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import bybit from '../src/index.ts';
import { type Sandbox, scriptedFaults, startSandbox } from '../src/sandbox/index.ts';
import { testContext } from './support/context.ts';

const WAIT = { timeout: 8_000, interval: 20 };

describe('what a venue does by itself, as the plugin tells it', () => {
  let sandbox: Sandbox;
  let exchange: Exchange;
  let events: ExchangeEvent[];

  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'happenings' } });
    const options = { baseUrl: sandbox.baseUrl, apiKey: 'sandboxkey', apiSecret: 'sandboxsecret' };
    const result = bybit.options['~standard'].validate(options);
    if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
    exchange = bybit.create(result.value, testContext());
    events = [];
    await exchange.connect((event) => void events.push(event));
    await exchange.subscribe([{ stream: 'book', instrument: 'BTCUSDT', depth: 50 }]);
    await expect.poll(() => events.some((e) => e.type === 'feed' && e.status === 'up'), WAIT).toBe(true);
  });

  afterEach(async () => {
    await exchange.close();
    await sandbox.close();
  });

  let ids = 0;
  const order = (more: Partial<OrderRequest> = {}): OrderRequest => ({
    ...{ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'test', clientOrderId: `h-${++ids}` },
    ...{ side: 'buy', type: 'market', quantity: 100, timeInForce: 'ioc', reduceOnly: false, role: 'entry' },
    ...more,
  });
  const fills = (): Fill[] => events.filter((e): e is Fill => e.type === 'fill');
  const causes = () => fills().map(({ cause }) => cause);

  async function long(): Promise<void> {
    expect(await exchange.submit(order())).toEqual({ kind: 'accepted' });
    await expect.poll(() => fills().length, WAIT).toBeGreaterThan(0);
  }

  it('a clock that is off: it is measured, and requests are signed by it from then on', async () => {
    sandbox.happen({ do: 'clock-skew', ms: -20_000 });
    expect(await exchange.clockOffset?.()).toBeLessThan(-19_000);
    await expect
      .poll(
        async () =>
          exchange.snapshot().then(
            () => true,
            () => false,
          ),
        WAIT,
      )
      .toBe(true);
  });

  it('a restart: the book begins anew at update 1, and is the same', async () => {
    const books = () => events.flatMap((e) => (e.type === 'book' ? [e] : []));
    await expect.poll(() => books().length, WAIT).toBeGreaterThan(0);
    const from = events.length;
    sandbox.happen({ do: 'restart' });
    const anew = () => events.slice(from).find((e) => e.type === 'book' && e.kind === 'snapshot');
    await expect.poll(anew, WAIT).toMatchObject({ update: 1 });
  });

  it('a deleveraging closes a part of the position under an order that nobody sent', async () => {
    await long();
    sandbox.happen({ do: 'deleverage', symbol: 'BTCUSDT', fraction: 0.4 });
    await expect.poll(causes, WAIT).toContain('deleverage');
    expect(fills().at(-1)).toMatchObject({ side: 'sell', quantity: 40, fee: 0n });
    expect((await exchange.snapshot()).positions).toMatchObject([{ quantity: 60 }]);
  });

  it('a mark that falls to nothing liquidates what the account cannot carry', async () => {
    await exchange.setLeverage('BTCUSDT', 50);
    expect(await exchange.submit(order({ quantity: 1_000 }))).toEqual({ kind: 'accepted' });
    await expect.poll(() => fills().length, WAIT).toBeGreaterThan(0);
    sandbox.happen({ do: 'mark', symbol: 'BTCUSDT', factor: 0.5 });
    await expect.poll(causes, WAIT).toContain('liquidation');
    await expect.poll(async () => (await exchange.snapshot()).positions, WAIT).toEqual([]);
  });

  it('a funding payment is told with its rate, and once', async () => {
    await long();
    sandbox.happen({ do: 'funding', symbol: 'BTCUSDT' });
    const paid = () => events.filter((e) => e.type === 'funding');
    await expect.poll(() => paid().length, WAIT).toBe(1);
    expect(paid()[0]).toMatchObject({ instrument: 'BTCUSDT', currency: 'USDT' });
  });

  it('a halt takes no orders and shows in the definition, until it is over', async () => {
    sandbox.happen({ do: 'halt', symbol: 'BTCUSDT' });
    expect(await exchange.instruments(['BTCUSDT'])).toMatchObject([{ status: 'halted' }]);
    expect(await exchange.submit(order())).toMatchObject({ kind: 'rejected' });
    sandbox.happen({ do: 'resume', symbol: 'BTCUSDT' });
    expect(await exchange.instruments(['BTCUSDT'])).toMatchObject([{ status: 'trading' }]);
    expect(await exchange.submit(order())).toEqual({ kind: 'accepted' });
  });

  it('a delisting cancels orders and settles positions', async () => {
    await long();
    sandbox.happen({ do: 'delist', symbol: 'BTCUSDT' });
    await expect.poll(causes, WAIT).toContain('settlement');
    expect(await exchange.instruments(['BTCUSDT'])).toMatchObject([{ status: 'delisted' }]);
    expect((await exchange.snapshot()).positions).toEqual([]);
  });

  it('partial fills: an order that rests at the touch fills piece by piece, and the pieces add up', async () => {
    sandbox.happen({ do: 'partial-fills', probability: 1, minFraction: 0.1 });
    // A tick below the best ask: what sells next meets it first.
    const answer = await fetch(
      `${sandbox.baseUrl}/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=1`,
    );
    const { result } = (await answer.json()) as { result: { a: [[string]] } };
    const price = Math.round(Number(result.a[0][0]) * 1_000) - 100;
    const resting = order({ type: 'limit', price, timeInForce: 'gtc', quantity: 500 });
    await exchange.submit(resting);
    const parts = () => fills().filter((fill) => fill.clientOrderId === resting.clientOrderId);
    await expect.poll(() => parts().length, { timeout: 15_000, interval: 50 }).toBeGreaterThan(1);
    for (const part of parts()) expect(part.quantity).toBeLessThan(500);
  });
});

describe('a script by time', () => {
  it('strikes after its time has come and no longer than it says', () => {
    let nowMs = 1_000_000;
    const rule = { at: 'rest', afterMs: 40, forMs: 60, times: 1000, fault: { do: 'drop' } };
    const faults = scriptedFaults(JSON.stringify({ faults: [rule] }), () => nowMs);
    const struck = [0, 39, 1, 59, 1].map((ms) => {
      nowMs += ms;
      return faults('rest', '/')?.do;
    });
    expect(struck).toEqual([undefined, undefined, 'drop', 'drop', undefined]);
  });

  it('lets happen what it plans', async () => {
    const lines: string[] = [];
    const sandbox = await startSandbox({
      ...{ port: 0, source: { kind: 'synthetic', seed: 1 }, log: (line) => lines.push(line) },
      faultsFile: join(import.meta.dirname, '../faults/partial-fills.json'),
    });
    await expect.poll(() => lines.some((line) => line.includes('"partial-fills"')), WAIT).toBe(true);
    await sandbox.close();
  });
});
