import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BESIDE } from '../runtime/zoo.ts';
import { BotCli, PATIENT, SLOW } from './bot-cli.ts';

// Strategies that take the thread with them: only a process of its own, with real threads and a real clock, shows it.

const strategy = (body: string): string => `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
const kept = [];
export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.object({}),
  subscribe: (_, { instruments }) => instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
  warmup: () => ({ '1m': 1 }),
  create: () => {
    const state = { bars: 0 };
    return { state, onBar(bar, context) { if (!context.warm) return; state.bars++; ${body} } };
  },
});
`;

/** Asks for an entry at every third bar by the clock, so that a bar that it missed leaves a hole. */
const GOOD = strategy(`
  if ((bar.openMs / 60000) % 3 !== 0) return;
  return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: Math.floor(bar.close * 0.99), reason: 'the third bar' };
`);

interface Line {
  readonly event: string;
  readonly title?: string;
  readonly owner?: string;
  readonly timeMs: number;
}

describe('a strategy that takes its thread with it', () => {
  it.each([
    ['never returns', 'if (state.bars === 2) for (;;);', /did not return/],
    [
      'grows with every bar',
      'for (let i = 0; i < 300; i++) kept.push(new Array(1e5).fill(bar.close));',
      // A full heap is swept for seconds first: the watchdog may be the one to see it.
      /memory|did not return/,
    ],
    ['ends its thread', 'if (state.bars === 2) process.exit(1);', /ended|did not return/],
  ])(
    '%s: is removed by name, and the good one beside it trades on',
    async (_, body, reason) => {
      const cli = new BotCli('its bad strategy takes the thread of a replay with it as well');
      onTestFinished(() => cli.remove());
      cli.write({ 'p.yml': BESIDE, 'bad.ts': strategy(body), 'good.ts': GOOD });
      const child = cli.spawn(['start', '--profile', './p.yml', '--headless']);
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      const lines = (): Line[] =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
      await vi.waitFor(async () => {
        const { document } = await cli.json('strategies', 'list');
        const [bad, good] = document.strategies;
        expect(bad).toMatchObject({ name: 'bad', state: 'stopped', reason: expect.stringMatching(reason) });
        expect(good).toMatchObject({ name: 'good', state: 'running' });
      }, PATIENT);
      const removed = lines().findIndex(({ title }) => title?.startsWith('strategy bad'));
      expect(lines()[removed]?.title).toMatch(/was removed$/);
      const ofGood = (): number =>
        lines()
          .slice(removed)
          .filter(({ event, owner }) => event === 'verdict' && owner === 'good').length;
      await vi.waitFor(() => expect(ofGood()).toBeGreaterThan(2), PATIENT);
      expect((await cli.json('stop', '--flatten')).document).toMatchObject({ openPositions: [] });
    },
    SLOW,
  );
});
