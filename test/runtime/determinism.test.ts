import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../src/core/config.ts';
import type { Boot } from '../../src/runtime/host/host.ts';
import { createInlineHost } from '../../src/runtime/host/inline.ts';
import { createWorkerHost } from '../../src/runtime/host/worker.ts';
import { resolvePlugin } from '../../src/runtime/plugins/resolve.ts';
import { replayRun } from '../../src/runtime/replay/replay-run.ts';
import { recorded, startTapeBot } from './tape-bot.ts';

async function modulesOf(config: CoreConfig): Promise<Boot['modules']> {
  return config.strategies.map(({ owner, plugin }) => ({
    owner,
    plugin: resolvePlugin({
      kind: 'strategy',
      ref: plugin,
      from: [process.cwd()],
      pluginsFolder: process.cwd(),
    }),
  }));
}

/** Two hours of the demo market; the effects' hash, and how many fills there were. */
async function twoHours(profile: string, host: 'inline' | 'worker') {
  const tape = await startTapeBot(profile, [`host=${host}`]);
  await tape.run(120_000);
  const { run } = tape.session.parts;
  await tape.stop();
  const { journal, sha256 } = recorded(tape.folder, run);
  return { journal, sha256, run, fills: tape.session.parts.facts.counters.fills };
}

describe('the same market, the same code', () => {
  it.each(['demo', 'demo-vwap'])(
    '%s: two runs, inline and behind the worker, give one and the same hash',
    async (profile) => {
      const [inline, worker] = [await twoHours(profile, 'inline'), await twoHours(profile, 'worker')];
      expect(inline.fills).toBeGreaterThan(5);
      expect(worker.sha256).toBe(inline.sha256);
      inline.journal.close();
      worker.journal.close();
    },
  );

  it('a recorded run, replayed through the core, gives byte-identical effects in either host', async () => {
    const { journal, sha256, run } = await twoHours('demo', 'worker');
    for (const createHost of [createInlineHost, createWorkerHost]) {
      const result = await replayRun({ journal, run, createHost, modulesOf });
      expect(result.difference).toBeUndefined();
      expect(result.replayedSha256).toBe(sha256);
      expect(result.decisions).toBeGreaterThan(20);
    }
    journal.close();
  });

  it('a strategy that was changed is caught at the first effect that differs', async () => {
    const { journal, run } = await twoHours('demo', 'inline');
    const changed = { ...journal, replay: (name: string) => withFasterAverage(journal.replay(name)) };
    const result = await replayRun({
      journal: Object.assign(Object.create(journal), {
        replay: changed.replay,
        effects: journal.effects.bind(journal),
      }),
      run,
      createHost: createInlineHost,
      modulesOf,
    });
    expect(result.difference?.seq).toBeGreaterThan(0);
    expect(result.replayedSha256).not.toBe(result.recordedSha256);
    journal.close();
  });
});

function* withFasterAverage<T extends { readonly type: string }>(events: Iterable<T>): Generator<T> {
  for (const event of events) {
    if (event.type !== 'config') yield event;
    else {
      const copy = structuredClone(event) as T & {
        config: { strategies: { params: Record<string, unknown> }[] };
      };
      for (const strategy of copy.config.strategies) strategy.params = { ...strategy.params, fast: 2 };
      yield copy;
    }
  }
}
