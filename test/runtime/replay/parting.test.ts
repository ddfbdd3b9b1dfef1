import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { BotReplay } from '../../../src/runtime/replay/open-replay.ts';
import { replayBot } from '../../../src/runtime/replay/replay-bot.ts';
import { tempFolder } from '../plugins/temp-folder.ts';
import { startTapeBot } from '../tape-bot.ts';

/** Buys at every fifth bar with its stop so far away. */
const strategy = (away: number): string => `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.object({}),
  subscribe: (_, { instruments }) => instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
  warmup: () => ({}),
  create: () => {
    const state = { bars: 0 };
    return {
      state,
      onBar(bar, context) {
        if (++state.bars % 5 !== 0 || context.position(bar.instrument).quantity !== 0) return;
        const away = state.bars > 8 ? ${away} : 0.01;
        return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: Math.floor(bar.close * (1 - away)), reason: 'the fifth bar' };
      },
    };
  },
});
`;

const PROFILE = `
mode: paper
exchange: { plugin: demo, options: { speed: 60 } }
instruments: [BTCUSDT, ETHUSDT]
strategies: [{ name: mine, plugin: ./mine.ts }]
host: inline
`;

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

it('a changed strategy is caught at its first other effect, with the event, both effects and the state before', async () => {
  const cwd = tempFolder({ 'mine.ts': strategy(0.01), 'p.yml': PROFILE });
  const tape = await startTapeBot(join(cwd, 'p.yml'));
  await tape.run(15_000);
  await tape.stop();
  const again = (): Promise<BotReplay> => replayBot({ folder: tape.folder, cwd, pluginsFolder: cwd, log });
  try {
    const same = await again();
    expect(same).toMatchObject({ firstSeq: 1, snapshotSeq: null });
    expect(same.parting).toBeUndefined();
    expect(same.replayedSha256).toBe(same.recordedSha256);

    writeFileSync(join(cwd, 'mine.ts'), strategy(0.02));
    const { parting, ...other } = await again();
    expect(other.replayedSha256).not.toBe(other.recordedSha256);
    expect(parting?.event).toMatchObject({ type: 'bar', seq: parting?.seq });
    expect(parting?.recorded[parting.effect]).toMatchObject({ type: 'record', record: { kind: 'verdict' } });
    expect(parting?.replayed[parting.effect]).toMatchObject({ type: 'record', record: { kind: 'verdict' } });
    const stop = parting?.values.find(({ path }) => path === 'record.intent.stop');
    expect(Number(stop?.replayed)).toBeLessThan(Number(stop?.recorded));
    // What both had in common: the first signal's position or its orders, money, and the market before the bar.
    expect(parting?.state.cash).toEqual([{ currency: 'USDT', amount: expect.stringMatching(/^\d/) }]);
    expect(parting?.state.market.map(({ type }) => type)).toContain('bar');
    for (const { seq } of parting?.state.market ?? []) expect(seq).toBeLessThan(parting?.seq ?? 0);
    expect(parting?.state).toMatchObject({ killed: null, halted: null, paused: false, stopped: [] });
  } finally {
    rmSync(dirname(tape.folder), { recursive: true });
  }
}, 60_000);
