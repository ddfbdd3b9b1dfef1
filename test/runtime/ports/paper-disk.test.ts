import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import demo from '../../../plugins/exchange-demo/src/index.ts';
import { createTapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import { marketSide } from '../../../src/runtime/ports/market-side.ts';
import { createPaperExchange } from '../../../src/runtime/ports/paper.ts';
import { openVenueStore, type VenueStore } from '../../../src/runtime/ports/venue-store.ts';
import { BotrcError, type ExchangeEvent, type OrderRequest } from '../../../src/sdk/index.ts';
import { PLAIN, T0 } from '../../sim/venue-kit.ts';

const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const BUY: OrderRequest = {
  account: PLAIN.account,
  instrument: 'BTCUSDT',
  leg: 'net',
  owner: 's1',
  clientOrderId: 'r1-1',
  side: 'buy',
  type: 'market',
  quantity: 10,
  timeInForce: 'ioc',
  reduceOnly: false,
  role: 'entry',
};

it('a paper account that cannot keep its books is down, says nothing it could forget, and tells all once it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'botrc-disk-'));
  const clock = createTapeClock(T0);
  const books = openVenueStore(folder);
  let isFull = false;
  const store: VenueStore = {
    ...books,
    save: (...kept) => {
      if (isFull) throw new BotrcError('BOTRC_PAPER_BOOKS', 'the disk is full');
      books.save(...kept);
    },
  };
  const market = demo.create(
    { speed: 1, seed: 7, instruments: ['BTCUSDT'] },
    { clock, log, random: () => 0.5 },
  );
  const paper = createPaperExchange({
    market: marketSide(market),
    config: PLAIN,
    store,
    clock,
    log,
    outage: 'closed',
  });
  const heard: ExchangeEvent[] = [];
  const fills = (): number => heard.filter((event) => event.type === 'fill').length;
  await paper.instruments(['BTCUSDT']);
  await paper.connect((event) => heard.push(event));
  await paper.subscribe([{ stream: 'book', instrument: 'BTCUSDT', depth: 50 }]);
  clock.runTo(T0 + 5_000);

  isFull = true;
  expect(await paper.submit(BUY)).toMatchObject({ kind: 'unknown', code: 'BOTRC_PAPER_BOOKS' });
  clock.runTo(T0 + 10_000);
  expect(heard.filter((event) => event.type === 'feed').at(-1)).toMatchObject({ status: 'down' });
  expect(fills()).toBe(0);

  isFull = false;
  clock.runTo(T0 + 15_000);
  expect(heard.filter((event) => event.type === 'feed').at(-1)).toMatchObject({ status: 'up' });
  expect(fills()).toBeGreaterThan(0);
  await paper.close();
  rmSync(folder, { recursive: true });
});
