import { afterEach, expect, it } from 'vitest';
import type { Trade } from '../../src/sdk/index.ts';
import { recorded, startTapeBot, type TapeBot } from './tape-bot.ts';

let tape: TapeBot;
afterEach(() => tape.stop());

it('a core that cannot keep up halts entries, says so, and trades on with fresh books (R-13)', async () => {
  tape = await startTapeBot('demo', ['host=inline']);
  const { session } = tape;
  await tape.run(2_000);
  const [instrument = ''] = session.parts.profile.instruments;
  const asked: string[] = [];
  const { exchange } = session.parts;
  const subscribe = exchange.subscribe.bind(exchange);
  exchange.subscribe = async (streams) => {
    asked.push(...streams.map((s) => `${s.stream} ${s.instrument}`));
    await subscribe(streams);
  };
  const flood: Trade = { type: 'trade', instrument, time: 1, id: 'x', side: 'buy', price: 1, quantity: 1 };
  for (let i = 0; i < 25_000; i++) session.onExchange({ ...flood, id: String(i) });
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  expect(asked.every((text) => text.startsWith('book '))).toBe(true);
  expect(asked).toContain(`book ${instrument}`);
  await session.loop.idle();
  await tape.run(2_000);
  expect(session.parts.facts.counters.gaps).toBe(1);
  const view = await session.loop.host?.view();
  const row = view?.market.find((market) => market.instrument === instrument);
  // The flood's price is gone: bid and ask come from a book that began anew.
  expect(Number(row?.bid)).toBeGreaterThan(1);
  expect(Number(row?.ask)).toBeGreaterThan(Number(row?.bid));
  await tape.stop();
  const { journal } = recorded(tape.folder, session.parts.run);
  const gaps = [...journal.replay(session.parts.run)].filter((e) => e.type === 'feed' && e.status === 'gap');
  journal.close();
  expect(gaps).toMatchObject([{ reason: 'the core cannot keep up with the market data' }]);
}, 60_000);
