import { afterEach, expect, it, vi } from 'vitest';
import { recorded, startTapeBot, type TapeBot } from './tape-bot.ts';

let tape: TapeBot;
afterEach(() => tape.stop());

it('the account is compared at the start, on time, after a reconnect, and not after a gap (E-6)', async () => {
  tape = await startTapeBot('demo', ['host=inline', 'reconcile.everyMs=10000']);
  const { session } = tape;
  await tape.run(11_000);
  const feed = (status: 'down' | 'up' | 'gap'): void =>
    session.onExchange({ type: 'feed', status, reason: 'the test' });
  feed('gap');
  await tape.run(1_000);
  feed('down');
  feed('up');
  await tape.run(1_000);
  expect(session.parts.facts.plan).toEqual([]);
  expect(session.parts.facts.kill).toBeUndefined();
  await tape.stop();
  const { run } = session.parts;
  const { journal } = recorded(tape.folder, run);
  const causes = [...journal.effects(run)].flatMap(({ effects }) =>
    effects.flatMap((effect) =>
      effect.type === 'record' && effect.record.kind === 'reconciled'
        ? [[effect.record.cause, effect.record.items.length]]
        : [],
    ),
  );
  journal.close();
  expect(causes).toEqual([
    ['start', 0],
    ['timer', 0],
    ['reconnect', 0],
  ]);
}, 60_000);

it('a difference that is another one at every look is the account in motion, and latches nothing', async () => {
  tape = await startTapeBot('demo', ['host=inline', 'reconcile.everyMs=600000']);
  const { session } = tape;
  const { exchange, facts } = session.parts;
  await tape.run(1_000);
  const snapshot = exchange.snapshot.bind(exchange);
  let looks = 0;
  vi.spyOn(exchange, 'snapshot').mockImplementation(async () => {
    const now = await snapshot();
    looks++;
    if (looks > 4) return now;
    // Shown before the fill that made it is listed.
    const [instrument = ''] = facts.instruments.keys();
    const early = { instrument, leg: 'net' as const, quantity: 1_000_000 + looks, entryPrice: 1 };
    return { ...now, positions: [early] };
  });
  for (const status of ['down', 'up'] as const) {
    session.onExchange({ type: 'feed', status, reason: 'the test' });
  }
  await tape.run(3_000);
  expect(looks).toBeGreaterThan(4);
  expect(facts.plan).toEqual([]);
  expect(facts.kill).toBeUndefined();
}, 60_000);
