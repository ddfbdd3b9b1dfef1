import type { Exchange } from '@botrc/sdk';
import { FakeClock } from '@botrc/sdk/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRest } from '../src/rest.ts';
import { readTiers } from '../src/risk-limits.ts';
import { until } from './support/context.ts';
import { answer, LoopbackVenue } from './support/loopback-venue.ts';
import { BTC, ETH, tierRow } from './support/markets.ts';
import { type Opened, openAt } from './support/opened.ts';

let venue: LoopbackVenue;
let exchange: Exchange | undefined;

beforeEach(async () => {
  venue = await LoopbackVenue.start();
});

afterEach(async () => {
  await exchange?.close();
  exchange = undefined;
  await venue.stop();
});

function open(options?: Record<string, unknown>): Opened {
  const opened = openAt(venue, options);
  exchange = opened.exchange;
  return opened;
}

describe('REST', () => {
  it('gives definitions and history', async () => {
    const tiers = readTiers([tierRow('X')], 'X');
    const now = Date.now();
    const openMs = Math.floor(now / 60_000) * 60_000;
    venue.rest.kline = () =>
      answer(
        { list: [0, 1, 2].map((n) => [String(openMs - n * 60_000), '2', '3', '1', '2.5', '7.5', '1']) },
        openMs + 30_000,
      );
    const { exchange } = open();
    expect(await exchange.instruments(['ETHUSDT', 'BTCUSDT', 'TONUSDT'])).toEqual(
      [ETH, BTC].map((each) => ({ ...each, tiers })),
    );
    const bars = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 2 });
    expect(bars.map((bar) => bar.time)).toEqual([openMs - 60_000, openMs]);
    await expect(exchange.history({ instrument: 'XXX', interval: '1m', limit: 2 })).rejects.toMatchObject({
      code: 'BOTRC_INSTRUMENT_UNKNOWN',
    });
    await expect(
      exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 1001 }),
    ).rejects.toMatchObject({
      code: 'BOTRC_HISTORY_LIMIT',
    });
  });

  it('waits for a bar that closed just now rather than leave it out', async () => {
    const T = 1_786_310_760_000;
    const times = [T + 60_950, T + 61_000];
    venue.rest.kline = () => answer({ list: [[String(T), '2', '3', '1', '2.5', '7.5', '1']] }, times.shift());
    const { exchange } = open();
    const bars = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 2 });
    expect(bars).toMatchObject([{ openMs: T }]);
    expect(times).toEqual([]);
  });

  it('measures the clock', async () => {
    venue.rest.time = () => answer({}, Date.now() + 60_000);
    const { exchange, lines } = open();
    expect(Math.abs(((await exchange.clockOffset?.()) ?? 0) - 60_000)).toBeLessThan(5000);
    await exchange.connect(() => undefined);
    await until(() => lines.some((line) => line.message.includes('clock')), 'a warning');
    expect(lines.find((line) => line.message.includes('clock'))?.level).toBe('warn');
  });

  it.each<[string, Record<string, unknown>, () => object | string | undefined, string]>([
    [
      'a venue that is not there',
      { baseUrl: 'http://127.0.0.1:1' },
      () => undefined,
      'BOTRC_EXCHANGE_UNREACHABLE',
    ],
    ['one that does not answer', { requestTimeoutMs: 200 }, () => undefined, 'BOTRC_EXCHANGE_UNREACHABLE'],
    [
      'an error of the venue',
      {},
      () => ({ retCode: 10001, retMsg: 'params error', result: {}, time: 1 }),
      'BOTRC_EXCHANGE_REFUSED',
    ],
    [
      'too many requests',
      {},
      () => ({ retCode: 10006, retMsg: 'Too many visits!', result: {}, time: 1 }),
      'BOTRC_EXCHANGE_UNREACHABLE',
    ],
    ['an answer without a code', {}, () => ({ result: {}, time: 1 }), 'BOTRC_EXCHANGE_ANSWER'],
    ['an answer without a time', {}, () => ({ retCode: 0, result: {} }), 'BOTRC_EXCHANGE_ANSWER'],
    ['a page of HTML', {}, () => '<html>maintenance</html>', 'BOTRC_EXCHANGE_ANSWER'],
    ['an empty answer', {}, () => '', 'BOTRC_EXCHANGE_ANSWER'],
    ['an answer without a list', {}, () => answer({}), 'BOTRC_WIRE_FORMAT'],
    [
      'an answer without an end',
      {},
      () => `{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`,
      'BOTRC_EXCHANGE_ANSWER',
    ],
  ])('%s: a code', async (_, options, body, code) => {
    venue.rest['instruments-info'] = body;
    const { exchange } = open(options);
    await expect(exchange.instruments(['BTCUSDT'])).rejects.toMatchObject({ code });
  });

  it.each([403, 429, 500, 502, 503])('HTTP %i is a venue that does not answer', async (status) => {
    venue.httpStatus = status;
    venue.rest['instruments-info'] = () => 'no';
    const { exchange } = open();
    await expect(exchange.instruments(['BTCUSDT'])).rejects.toMatchObject({
      code: 'BOTRC_EXCHANGE_UNREACHABLE',
    });
  });

  it('is asked at most once in 20 ms', async () => {
    const clock = new FakeClock();
    const rest = createRest({ baseUrl: venue.baseUrl, requestTimeoutMs: 5000 }, clock);
    const asked = [1, 2, 3].map(() => rest.get('kline', {}));
    await asked[0];
    expect(venue.requests).toHaveLength(1);
    clock.advance(20);
    await asked[1];
    expect(venue.requests).toHaveLength(2);
    clock.advance(20);
    await asked[2];
    clock.advance(100);
    await rest.get('kline', {});
  });

  it('under way at close ends there and then', async () => {
    venue.rest['instruments-info'] = () => undefined;
    const { exchange } = open({ requestTimeoutMs: 600_000 });
    const asked = exchange.instruments(['BTCUSDT']);
    const ended = expect(asked).rejects.toMatchObject({ code: 'BOTRC_EXCHANGE_CLOSED' });
    await until(() => venue.requests.length === 1, 'the request');
    await exchange.close();
    await ended;
  });
});

describe('what needs an account', () => {
  it('is declared as missing, rejected, or answered with an error', async () => {
    const { exchange } = open();
    expect(exchange.capabilities()).toMatchObject({ execution: 'none', depths: [1, 50] });
    for (const reason of Object.values(exchange.capabilities().missing)) expect(reason).toMatch(/\.$/);
    const order = { instrument: 'BTCUSDT', clientOrderId: 'a' };
    const rejected = {
      kind: 'rejected',
      code: 'BOTRC_NOT_SUPPORTED',
      reason: expect.stringContaining('paper'),
    };
    expect(await exchange.submit(order as never)).toEqual(rejected);
    expect(await exchange.cancel(order)).toEqual(rejected);
    expect(await exchange.amend(order)).toEqual(rejected);
    expect(await exchange.setLeverage('BTCUSDT', 2)).toEqual(rejected);
    expect(await exchange.setPositionMode('hedge')).toEqual(rejected);
    const coded = { code: 'BOTRC_NOT_SUPPORTED' };
    await expect(exchange.snapshot()).rejects.toMatchObject(coded);
    await expect(exchange.executionsSince(0)).rejects.toMatchObject(coded);
    await expect(exchange.findOrder('a', 'BTCUSDT')).rejects.toMatchObject(coded);
  });

  it('of books is as deep as the options let it', () => {
    expect(open({ depth: 200 }).exchange.capabilities().depths).toEqual([1, 50, 200]);
    expect(open({ depth: 1 }).exchange.capabilities().depths).toEqual([1]);
  });

  it('has the standard fee rates', async () => {
    expect(await open().exchange.feeRates('BTCUSDT')).toEqual({ maker: 20_000, taker: 55_000 });
  });
});
