import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from './plugins/temp-folder.ts';
import { report, swapRun } from './swap-run.ts';
import { startTapeBot, type TapeBot } from './tape-bot.ts';

describe('swapping profiles while the demo is busy', () => {
  it('misses no event, has none twice, leaves no order without an owner and an exact ledger', async () => {
    const run = await swapRun(50, 'swap');
    process.stderr.write(`${report(run)}\n`);
    expect(run.flaws).toEqual([]);
    expect(run.pausesMs.length).toBeGreaterThanOrEqual(50);
    expect(run.fills).toBeGreaterThan(10);
  }, 240_000);
});

/** A strategy that fails at a certain moment; otherwise it only listens. */
const failing = (when: 'load' | 'warm-up' | 'cut' | 'shadow' | 'first' | 'hundredth'): string => `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
${when === 'load' ? "throw new Error('no module');" : ''}
let made = 0;
export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.object({}),
  subscribe: (_, { instruments }) => instruments.flatMap(({ id }) => [
    { stream: 'bar', instrument: id, interval: '1m' }, { stream: 'ticker', instrument: id },
  ]),
  warmup: () => ({ '1m': 5 }),
  create: () => {
    // Once to be tried, and once more with the facts of the cut.
    if (++made > 1 && ${when === 'cut'}) throw new Error('not again');
    const state = { tickers: 0 };
    return {
      state,
      onBar(bar, context) { if (!context.warm && ${when === 'warm-up'}) throw new Error('no history'); },
      onTicker(ticker, context) {
        state.tickers++;
        if (${when === 'shadow'}) throw new Error('no market');
        if (made > 1 && state.tickers === ${when === 'first' ? 1 : 100}) throw new Error('no more');
      },
    };
  },
});
`;

async function afterSwitch(when: Parameters<typeof failing>[0]): Promise<{
  readonly tape: TapeBot;
  readonly answer: PromiseSettledResult<unknown>;
}> {
  const cwd = tempFolder({
    'bad.ts': failing(when),
    'bad.yml': 'extends: demo\nstrategies: [{ name: bad, plugin: ./bad.ts }]\n',
  });
  const tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(3_000);
  const profile = join(cwd, 'bad.yml');
  const [answer] = await Promise.allSettled([
    tape.bot.handle.call('switch', { profile, positions: 'keep', dryRun: false }),
  ]);
  return { tape, answer: answer as PromiseSettledResult<unknown> };
}

describe('a candidate that fails', () => {
  it.each([
    ['load', 'BOTRC_PLUGIN_IMPORT'],
    ['warm-up', 'BOTRC_REFUSED_SWITCH'],
    ['shadow', 'BOTRC_REFUSED_SWITCH'],
    ['cut', 'BOTRC_PLUGIN_CREATE'],
  ] as const)(
    'at %s is refused, and the old one goes on as if nothing had been',
    async (when, code) => {
      const { tape, answer } = await afterSwitch(when);
      expect(answer).toMatchObject({ status: 'rejected', reason: { code } });
      await goesOn(tape);
    },
    120_000,
  );

  it.each(['first', 'hundredth'] as const)(
    'at its %s event: is taken back for the old one',
    async (when) => {
      const { tape } = await afterSwitch(when);
      // The hundredth ticker of two instruments comes within a minute of the demo.
      await tape.run(2_500);
      await until(() => tape.session.parts.profile.name === 'demo');
      await tape.run(1_000);
      const { facts } = tape.session.parts;
      expect(facts.stopped.get('bad')).toMatch(/it threw Error: no more/);
      expect(facts.profile).toBe('demo');
      await goesOn(tape);
    },
    120_000,
  );
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}

/** The old profile has its strategy, not stopped, which goes on to ask for orders. */
async function goesOn(tape: TapeBot): Promise<void> {
  const { facts, profile } = tape.session.parts;
  expect(profile.name).toBe('demo');
  expect(facts.stopped.has('trend')).toBe(false);
  const before = facts.orderCount;
  for (let i = 0; i < 10 && facts.orderCount === before; i++) await tape.run(4_000);
  expect(facts.orderCount).toBeGreaterThan(before);
  await tape.stop();
}
