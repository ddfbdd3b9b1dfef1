import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import demo from '../../../plugins/exchange-demo/src/index.ts';
import { createTapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import { marketSide } from '../../../src/runtime/ports/market-side.ts';
import { createPaperExchange } from '../../../src/runtime/ports/paper.ts';
import { openVenueStore } from '../../../src/runtime/ports/venue-store.ts';
import type { Exchange, ExchangeEvent } from '../../../src/sdk/index.ts';
import type { Latency } from '../../../src/sim/index.ts';
import { PLAIN, T0 } from '../../sim/venue-kit.ts';

const OPTIONS = { speed: 1, seed: 7, instruments: ['BTCUSDT'] } as const;
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let folder: string;
const open: Exchange[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-latency-'));
});
afterEach(async () => {
  for (const exchange of open.splice(0)) await exchange.close();
  rmSync(folder, { recursive: true });
});

/** Ten seconds of the demo market and a market order at five: what the bot heard, and when. */
async function live(
  data: Latency,
): Promise<{ heard: [ms: number, event: ExchangeEvent][]; executions: number }> {
  const clock = createTapeClock(T0);
  const heard: [number, ExchangeEvent][] = [];
  const exchange = createPaperExchange({
    market: marketSide(demo.create(OPTIONS, { clock, log, random: () => 0.5 })),
    config: { ...PLAIN, latency: { ...PLAIN.latency, data } },
    store: openVenueStore(mkdtempSync(join(folder, 'run-'))),
    clock,
    log,
    outage: 'closed',
  });
  open.push(exchange);
  await exchange.instruments(['BTCUSDT']);
  await exchange.connect((event) => heard.push([clock.now() - T0, event]));
  await exchange.subscribe([
    { stream: 'ticker', instrument: 'BTCUSDT' },
    { stream: 'book', instrument: 'BTCUSDT', depth: 50 },
  ]);
  clock.runTo(T0 + 5_000);
  await exchange.submit({
    ...{ account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 's1', clientOrderId: 'r1-1' },
    ...{ side: 'buy', type: 'market', quantity: 10, timeInForce: 'ioc', reduceOnly: false, role: 'entry' },
  });
  const executions = (await exchange.executionsSince(0)).length;
  clock.runTo(T0 + 10_000);
  return { heard, executions };
}

describe('the latency of data on paper', () => {
  it('delays all that the bot hears, in the same order, and nothing at the venue', async () => {
    const [now, late] = [await live({ model: 'fixed', ms: 0 }), await live({ model: 'fixed', ms: 300 })];
    expect(now.executions).toBe(1);
    expect(late.executions).toBe(1);
    const expected = now.heard.filter(([ms]) => ms + 300 <= 10_000).map(([ms, event]) => [ms + 300, event]);
    expect(late.heard).toEqual(expected);
    expect(late.heard.find(([, event]) => event.type === 'fill')?.[0]).toBe(5_300);
  });

  it('lets no message overtake another, whatever each one takes', async () => {
    const [now, late] = [
      await live({ model: 'fixed', ms: 0 }),
      await live({ model: 'lognormal', medianMs: 200, sigma: 1, maxMs: 2_000 }),
    ];
    expect(late.heard.length).toBeGreaterThan(now.heard.length / 2);
    expect(late.heard.map(([, event]) => event)).toEqual(
      now.heard.slice(0, late.heard.length).map(([, event]) => event),
    );
  });
});
