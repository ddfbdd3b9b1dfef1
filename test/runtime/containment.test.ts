import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/effect.ts';
import { tempFolder } from './plugins/temp-folder.ts';
import { recorded, startTapeBot } from './tape-bot.ts';
import { type Animal, BESIDE, ZOO } from './zoo.ts';

/** A strategy file; `body` is its onBar. */
const strategy = (body: string, every = false): string => `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.object({}),
  subscribe: (_, { instruments }) => instruments.flatMap(({ id }) => [
    { stream: 'bar', instrument: id, interval: '1m' }, ${every ? "{ stream: 'ticker', instrument: id }," : ''}
  ]),
  warmup: () => ({}),
  create: () => {
    const state = { bars: 0 };
    const act = (bar, context) => { if (!context.warm) return; state.bars++; ${body} };
    return { state, onBar: act, ${every ? 'onTicker: act' : ''} };
  },
});
`;

/** Enters at every third bar by the clock, so that what it does follows from the market alone. */
const GOOD = strategy(`
  if ((bar.openMs / 60000) % 3 !== 0 || context.position(bar.instrument).quantity !== 0) return;
  return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: Math.floor(bar.close * 0.999),
    targets: [{ price: Math.ceil(bar.close * 1.0005), fraction: 1 }], reason: 'the third bar' };
`);

const PROFILE = `${BESIDE}host: inline
`;

/** What was decided for the good one's instrument, with its seq: orders, amends, cancels and verdicts. */
function ofGood(decisions: Iterable<Decision>): object[] {
  const found: object[] = [];
  for (const { seq, at, effects } of decisions) {
    for (const effect of effects) {
      if (effect.type === 'submit' && effect.order.instrument === 'BTCUSDT') found.push({ seq, at, effect });
      if (effect.type === 'record' && effect.record.kind === 'verdict' && effect.record.owner === 'good')
        found.push({ seq, at, effect });
    }
  }
  return found;
}

/** Six minutes of the demo market with the given bad one beside the good one. */
async function run({ body, every }: Omit<Animal, 'reason'>) {
  const cwd = tempFolder({ 'bad.ts': strategy(body, every), 'good.ts': GOOD, 'p.yml': PROFILE });
  const tape = await startTapeBot(join(cwd, 'p.yml'));
  await tape.run(6_000);
  const view = await tape.session.loop.host?.view();
  const { stopped } = tape.session.parts.facts;
  await tape.stop();
  const { journal } = recorded(tape.folder, tape.session.parts.run);
  const decisions = ofGood(journal.effects(tape.session.parts.run));
  journal.close();
  rmSync(dirname(tape.folder), { recursive: true });
  return { stopped, decisions, strategies: view?.strategies ?? [] };
}

describe('a bad strategy beside a good one', async () => {
  const alone = await run({ body: '' });

  it('leaves something to compare with', () => {
    expect(alone.stopped.size).toBe(0);
    expect(alone.decisions.length).toBeGreaterThan(2);
  });

  it.each(Object.entries(ZOO))(
    '%s: is stopped by name, and the good one decides the same at the same seq',
    async (_, animal) => {
      const { stopped, decisions } = await run(animal);
      expect([...stopped.keys()]).toEqual(['bad']);
      expect(JSON.stringify([...stopped.values()])).toMatch(animal.reason);
      expect(decisions).toEqual(alone.decisions);
    },
  );
});
