import type { Exchange, ExchangeEvent, Fill, OrderRequest, OrderUpdate } from '@botrc/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import bybit from '../src/index.ts';
import { type Sandbox, scriptedFaults, startSandbox } from '../src/sandbox/index.ts';
import { type LogLine, testContext, until, wallClock } from './support/context.ts';

interface Rule {
  readonly at: 'rest' | 'trade' | 'account' | 'market';
  readonly of?: string;
  readonly nth?: number;
  readonly times?: number;
  readonly fault: object;
}

/** Everything is as it is at the real venue, over real sockets; only waits are short. */
class Desk {
  readonly events: ExchangeEvent[] = [];
  readonly lines: readonly LogLine[];
  readonly exchange: Exchange;
  readonly sandbox: Sandbox;

  constructor(sandbox: Sandbox, options: object, clock = wallClock) {
    const context = testContext(clock);
    this.sandbox = sandbox;
    this.lines = context.lines;
    const result = bybit.options['~standard'].validate({
      baseUrl: sandbox.baseUrl,
      apiKey: 'sandboxkey',
      apiSecret: 'sandboxsecret',
      requestTimeoutMs: 600,
      recvWindowMs: 1_000,
      pingMs: 400,
      pongMs: 200,
      ...options,
    });
    if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
    this.exchange = bybit.create(result.value, context);
  }

  async up(times = 1): Promise<void> {
    await until(() => this.feed.filter((status) => status === 'up').length >= times, 'feed up');
  }

  get feed(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'feed' && event.instrument === undefined ? [event.status] : [],
    );
  }

  get fills(): Fill[] {
    return this.events.filter((event): event is Fill => event.type === 'fill');
  }

  words(id: string): string[] {
    return this.events
      .filter((event): event is OrderUpdate => event.type === 'order' && event.clientOrderId === id)
      .map((update) => update.status);
  }

  /** A market order of the least size that is worth five dollars, on its own account. */
  order(id: string, more: Partial<OrderRequest> = {}): OrderRequest {
    return {
      ...{ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 'test', clientOrderId: id },
      ...{ side: 'buy', type: 'market', quantity: 10, timeInForce: 'ioc', reduceOnly: false, role: 'entry' },
      ...more,
    } as OrderRequest;
  }

  /** A limit buy far below the market. */
  resting(id: string): OrderRequest {
    return this.order(id, { type: 'limit', price: 40_000_000, timeInForce: 'gtc' });
  }
}

describe('an account where things go wrong', () => {
  const open: Desk[] = [];

  async function desk(faults: readonly Rule[], options: object = {}, clock = wallClock): Promise<Desk> {
    const sandbox = await startSandbox({
      port: 0,
      source: { kind: 'synthetic', seed: 'faults' },
      faults: scriptedFaults(JSON.stringify({ faults })),
    });
    const made = new Desk(sandbox, options, clock);
    open.push(made);
    await made.exchange.instruments(['BTCUSDT']);
    await made.exchange.connect((event) => void made.events.push(event));
    await made.exchange.subscribe([{ stream: 'ticker', instrument: 'BTCUSDT' }]);
    await made.up();
    return made;
  }

  afterEach(async () => {
    for (const { exchange, sandbox } of open.splice(0)) {
      await exchange.close();
      await sandbox.close();
    }
  });

  it.each([
    ['an answer that never comes', { do: 'no-answer' }, 'found'],
    ['a connection that ends after the order was taken', { do: 'drop-after' }, 'found'],
    ['a server timeout after the order was taken', { do: 'code-after', code: 10_000 }, 'found'],
    ['a connection that ends before the order was taken', { do: 'drop' }, 'never seen'],
    ['a server error before the order was taken', { do: 'code', code: 10_016 }, 'never seen'],
    ['a restart of the trade service', { do: 'code', code: 10_019 }, 'never seen'],
    ['a code that nobody knows', { do: 'code', code: 987_654 }, 'never seen'],
  ])('%s leaves the outcome unknown, until the venue is asked', async (_, fault, end) => {
    const d = await desk([{ at: 'trade', of: 'order.create', fault }]);
    const { exchange, sandbox } = d;
    const outcome = await exchange.submit(d.resting('doubt'));
    expect(outcome.kind).toBe('unknown');
    const found = await exchange.findOrder('doubt', 'BTCUSDT');
    expect(found?.status).toBe(end === 'found' ? 'working' : undefined);
    expect([...(sandbox.bank.opened('1001')?.ledger.asked.values() ?? [])]).toEqual(
      end === 'found' ? [1] : [],
    );
  });

  it('goes over REST while the trade stream is down', async () => {
    const d = await desk([{ at: 'trade', of: 'order.create', fault: { do: 'drop' } }]);
    expect((await d.exchange.submit(d.resting('one'))).kind).toBe('unknown');
    expect(await d.exchange.submit(d.resting('two'))).toEqual({ kind: 'accepted' });
    await until(() => d.words('two').includes('working'), 'word of the order');
  });

  it('tells once, in order, what was missed while the stream was down', async () => {
    const d = await desk([{ at: 'account', of: 'execution', fault: { do: 'drop' } }]);
    expect(await d.exchange.submit(d.order('missed'))).toEqual({ kind: 'accepted' });
    await d.up(2);
    expect(d.feed).toEqual(['up', 'down', 'up']);
    expect(d.fills.filter((fill) => fill.clientOrderId === 'missed').map((fill) => fill.quantity)).toEqual([
      10,
    ]);
    expect(d.words('missed').at(-1)).toBe('filled');
    const at = (find: (event: ExchangeEvent) => boolean): number => d.events.findIndex(find);
    expect(at((e) => e.type === 'fill')).toBeLessThan(at((e) => e.type === 'order' && e.status === 'filled'));
    expect(await d.exchange.submit(d.order('next', { side: 'sell', reduceOnly: true }))).toEqual({
      kind: 'accepted',
    });
    await until(() => d.words('next').includes('filled'), 'the next order');
    expect(new Set(d.fills.map((fill) => fill.fillId)).size).toBe(d.fills.length);
  });

  it.each([
    ['a torn message', { do: 'torn' }],
    ['a stream that stays open and is silent', { do: 'stall' }],
  ])('%s is noticed, and what it held is told', async (_, fault) => {
    const d = await desk([{ at: 'account', of: 'execution', fault }]);
    await d.exchange.submit(d.order('held'));
    await until(() => d.fills.length > 0 && d.words('held').includes('filled'), 'the fill');
    expect(d.fills).toHaveLength(1);
  });

  it('a stream that answers pings and tells nothing shows by an accepted order it does not mention', async () => {
    const d = await desk([{ at: 'account', fault: { do: 'mute' } }]);
    await d.exchange.submit(d.order('unmentioned'));
    await until(() => d.fills.length > 0, 'the fill');
    expect(d.lines.map((line) => String(line.fields.reason))).toContainEqual(
      expect.stringContaining('no word of order'),
    );
  });

  it('a message that comes twice, or after the next, changes nothing', async () => {
    const d = await desk([
      { at: 'account', of: 'execution', times: 3, fault: { do: 'duplicate' } },
      { at: 'account', of: 'order', times: 3, fault: { do: 'reorder' } },
    ]);
    await d.exchange.submit(d.order('twice'));
    await until(() => d.words('twice').includes('filled'), 'the end of the order');
    expect(d.fills).toHaveLength(1);
    const versions = d.events.flatMap((e) => (e.type === 'order' ? [e.version] : []));
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
  });

  it('a question is asked again where the server has failed', async () => {
    const d = await desk([
      { at: 'rest', of: '/v5/account/wallet-balance', times: 2, fault: { do: 'status', status: 503 } },
    ]);
    const { balances } = await d.exchange.snapshot();
    expect(balances).toMatchObject([{ currency: 'USDT', total: 10_000n * 10n ** 12n }]);
  });

  it('after HTTP 403 the whole account pauses, and says so by its code', async () => {
    const d = await desk([{ at: 'rest', of: '/v5/account/fee-rate', fault: { do: 'status', status: 403 } }]);
    await expect(d.exchange.feeRates('BTCUSDT')).rejects.toMatchObject({ code: 'BOTRC_RATE_LIMITED' });
    await expect(d.exchange.snapshot()).rejects.toMatchObject({ code: 'BOTRC_RATE_LIMITED' });
    expect(await d.exchange.submit(d.resting('banned'))).toMatchObject({
      kind: 'rejected',
      code: 'BOTRC_RATE_LIMITED',
    });
  });

  it.each([[-7_000], [4_000]])('a clock that is %i ms off signs by the time of the venue', async (offMs) => {
    const clock = { ...wallClock, now: () => Date.now() + offMs };
    const d = await desk([], {}, clock);
    expect(await d.exchange.submit(d.resting('skewed'))).toEqual({ kind: 'accepted' });
    expect((await d.exchange.snapshot()).orders).toHaveLength(1);
  });

  it.each([
    ['may withdraw', { withdraw: true }, 'the API key may withdraw'],
    ['may only read', { readOnly: true }, 'the API key is read-only'],
  ])('a key that %s is not used', async (_, rights, reason) => {
    const sandbox = await startSandbox({
      port: 0,
      source: { kind: 'synthetic', seed: 'keys' },
      keys: [{ key: 'sandboxkey', secret: 'sandboxsecret', ...rights }],
    });
    const d = new Desk(sandbox, {});
    open.push(d);
    await d.exchange.instruments(['BTCUSDT']);
    await d.exchange.connect((event) => void d.events.push(event));
    await until(() => d.feed.includes('down'), 'feed down');
    expect(d.feed).not.toContain('up');
    expect(await d.exchange.submit(d.resting('never'))).toEqual({
      kind: 'rejected',
      code: 'BOTRC_EXCHANGE_KEY',
      reason,
    });
    expect(sandbox.bank.opened('1001')?.ledger.orders.size).toBe(0);
  });

  it('an unknown key, and a wrong secret, keep the feed down and say why', async () => {
    const sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'keys' } });
    const d = new Desk(sandbox, { apiSecret: 'wrong' });
    open.push(d);
    await d.exchange.connect((event) => void d.events.push(event));
    await until(() => d.feed.includes('down'), 'feed down');
    expect(d.lines.map(({ message }) => message)).toContainEqual(expect.stringMatching(/signature is wrong/));
  });

  it.each([[-8_000], [5_000]])(
    'a clock that jumps by %i ms is measured anew, and the order goes out once',
    async (jumpMs) => {
      let offMs = 0;
      const clock = { ...wallClock, now: () => Date.now() + offMs };
      const d = await desk([{ at: 'account', of: 'order', nth: 2, fault: { do: 'drop-after' } }], {}, clock);
      offMs = jumpMs;
      expect(await d.exchange.submit(d.resting('jumped'))).toEqual({ kind: 'accepted' });
      await until(() => d.words('jumped').includes('working'), 'word of the order');
      expect(await d.exchange.submit(d.resting('then'))).toEqual({ kind: 'accepted' });
      // The stream that ends after it is authenticated anew.
      await d.up(2);
      expect(d.sandbox.bank.opened('1001')?.ledger.orders.size).toBe(2);
    },
  );

  it('never lets more than ten orders a second go, whatever is asked', async () => {
    const d = await desk([]);
    const outcomes = await Promise.all(
      Array.from({ length: 25 }, (_, i) => d.exchange.submit(d.resting(`many-${i}`))),
    );
    expect(outcomes.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
    expect(d.lines.filter(({ message }) => /Too many/.test(message))).toEqual([]);
  });

  it('an order of somebody else is told, and can be cancelled, under the id of the venue', async () => {
    const d = await desk([]);
    const account = d.sandbox.bank.opened('1001');
    const foreign = account?.create({
      category: 'linear',
      symbol: 'BTCUSDT',
      side: 'Buy',
      orderType: 'Limit',
      qty: '0.010',
      price: '40000',
    });
    if (foreign === undefined) throw new Error('no account');
    await until(() => d.words(foreign.orderId).includes('working'), 'the order of somebody else');
    expect(await d.exchange.cancel({ instrument: 'BTCUSDT', clientOrderId: foreign.orderId })).toEqual({
      kind: 'accepted',
    });
    await until(() => d.words(foreign.orderId).includes('cancelled'), 'its end');
  });
});
