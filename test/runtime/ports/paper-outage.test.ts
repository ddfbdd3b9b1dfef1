import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import demo from '../../../plugins/exchange-demo/src/index.ts';
import { createTapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import { marketSide } from '../../../src/runtime/ports/market-side.ts';
import { createPaperExchange } from '../../../src/runtime/ports/paper.ts';
import { openVenueStore } from '../../../src/runtime/ports/venue-store.ts';
import { BotrcError, type Exchange, type ExchangeEvent } from '../../../src/sdk/index.ts';
import { PLAIN, T0 } from '../../sim/venue-kit.ts';

const HOUR = 3_600_000;
const OPTIONS = { speed: 1, seed: 7, instruments: ['BTCUSDT'] } as const;
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let folder: string;
let clock: ReturnType<typeof createTapeClock>;
const open: Exchange[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-outage-'));
  clock = createTapeClock(T0);
});
afterEach(async () => {
  for (const exchange of open.splice(0)) await exchange.close();
  rmSync(folder, { recursive: true });
});

/** A start of the paper account on the demo market; its history answers as told. */
function start(history?: (market: Exchange) => Exchange['history']): Exchange {
  const market = demo.create(OPTIONS, { clock, log, random: () => 0.5 });
  const exchange = createPaperExchange({
    market: marketSide(history === undefined ? market : { ...market, history: history(market) }),
    config: PLAIN,
    store: openVenueStore(folder),
    clock,
    log,
    outage: 'catch-up',
  });
  open.push(exchange);
  return exchange;
}
async function end(exchange: Exchange): Promise<void> {
  await exchange.close();
  open.splice(open.indexOf(exchange), 1);
}

/** A run that leaves an order resting at the venue, which the next hour is to fill. */
async function leaveAnOrder(): Promise<void> {
  const exchange = start();
  const seen: ExchangeEvent[] = [];
  await exchange.instruments(['BTCUSDT']);
  await exchange.connect((event) => seen.push(event));
  await exchange.subscribe([
    { stream: 'ticker', instrument: 'BTCUSDT' },
    { stream: 'book', instrument: 'BTCUSDT', depth: 50 },
  ]);
  clock.runTo(T0 + 10_000);
  const last = seen.findLast((event) => event.type === 'ticker')?.last ?? 0;
  const outcome = await exchange.submit({
    ...{ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 's1', clientOrderId: 'r1-1' },
    ...{ side: 'buy', type: 'limit', quantity: 10, timeInForce: 'gtc', reduceOnly: false, role: 'entry' },
    price: Math.floor(last * 0.9995) - (Math.floor(last * 0.9995) % 10),
  });
  expect(outcome).toEqual({ kind: 'accepted' });
  clock.runTo(T0 + 11_000);
  expect(await exchange.executionsSince(0)).toEqual([]);
  await end(exchange);
}

const books = (): Buffer => readFileSync(join(folder, 'venue.db'));

describe('the outage of a paper account', () => {
  it('is not spent by a start that ends before it connects', async () => {
    await leaveAnOrder();
    const before = books();
    clock.runTo(T0 + HOUR);
    const refused = start();
    await refused.instruments(['BTCUSDT']);
    await end(refused);
    expect(books().equals(before)).toBe(true);

    const exchange = start();
    await exchange.instruments(['BTCUSDT']);
    await exchange.connect(() => undefined);
    expect(await exchange.executionsSince(0)).toMatchObject([{ clientOrderId: 'r1-1', quantity: 10 }]);
  });

  it('is asked for again where the market did not answer', async () => {
    await leaveAnOrder();
    clock.runTo(T0 + HOUR);
    let asked = 0;
    const exchange = start((market) => async (request) => {
      if (asked++ === 0) throw new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', 'no answer');
      return market.history(request);
    });
    await exchange.instruments(['BTCUSDT']);
    await expect(exchange.connect(() => undefined)).rejects.toMatchObject({
      code: 'BOTRC_EXCHANGE_UNREACHABLE',
    });
    expect(await exchange.executionsSince(0)).toEqual([]);
    await exchange.connect(() => undefined);
    expect(await exchange.executionsSince(0)).toMatchObject([{ clientOrderId: 'r1-1', quantity: 10 }]);
  });
});
