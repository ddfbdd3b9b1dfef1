import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { encode } from '../../src/core/codec.ts';
import type { Facts } from '../../src/core/facts.ts';
import { openJournal } from '../../src/runtime/journal/open-journal.ts';
import { Snapshots } from '../../src/runtime/journal/snapshots.ts';
import type { BotReplay } from '../../src/runtime/replay/open-replay.ts';
import { replayBot } from '../../src/runtime/replay/replay-bot.ts';
import { tempFolder } from './plugins/temp-folder.ts';
import { startTapeBot, type TapeBot } from './tape-bot.ts';

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Buys once with a far stop and holds; it counts its bars in `state`, under whichever name. */
const HOLDER = `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.object({ away: z.number().default(0.3) }),
  subscribe: (_, { instruments }) => instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
  warmup: () => ({ '1m': 5 }),
  create: ({ away }) => {
    const state = { bars: 0 };
    return {
      state,
      onBar(bar, context) {
        if (context.position(bar.instrument).quantity !== 0) return;
        state.bars += 1;
        return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: Math.floor(bar.close * (1 - away)), reason: 'holds' };
      },
    };
  },
});
`;

/** What it became overnight: other state, another version, and it leaves whatever it finds open. */
const LEAVER = HOLDER.replace("version: '1.0.0'", "version: '2.0.0'")
  .replace('const state = { bars: 0 };', 'const state = { seen: {}, last: null };')
  .replace(
    /onBar\(bar, context\) \{[\s\S]*?\n {6}\},/,
    `onBar(bar, context) {
        state.last = bar.close;
        if (context.position(bar.instrument).quantity === 0) return;
        return { type: 'exit', instrument: bar.instrument, reason: 'second thoughts' };
      },`,
  );

/** In a worker: this process would keep the module that it imported first. */
const profile = (params = ''): string => `
mode: paper
exchange: { plugin: demo, options: { speed: 60 } }
instruments: [BTCUSDT]
strategies: [{ name: mine, plugin: ./mine.ts${params} }]
host: worker
`;

let cwd: string;
let home: string;
beforeEach(() => {
  cwd = tempFolder({ 'mine.ts': HOLDER, 'p.yml': profile() });
  home = join(cwd, 'home');
});

let lives = 0;
/** A run of its own, with an id of its own. */
async function live(ms: number, look: (tape: TapeBot) => void = quiet): Promise<Facts> {
  lives++;
  const tape = await startTapeBot(join(cwd, 'p.yml'), [], home, {
    run: `life${lives}`,
    startMs: 1_700_000_000_000 + lives * 60_000,
  });
  look(tape);
  await tape.run(ms);
  await tape.stop();
  return tape.session.parts.facts;
}

const held = (facts: Facts): readonly (readonly [string, number])[] =>
  [...facts.positions.values()].filter((p) => p.quantity !== 0).map((p) => [p.owner, p.quantity]);
const replayed = (run: string): Promise<BotReplay> =>
  replayBot({ folder: join(home, 'tape'), run, cwd, pluginsFolder: cwd, log });

describe('between a stop and the next start', () => {
  it('a strategy may be edited: it finds its position, decides anew, and only the run of the old code differs', async () => {
    const before = await live(10_000);
    const first = before.run;
    expect(held(before)).toEqual([['mine', expect.any(Number)]]);
    writeFileSync(join(cwd, 'mine.ts'), LEAVER);
    const after = await live(10_000, ({ session }) => {
      // Folded, not run again: what was held is held, whatever the code has become.
      expect(held(session.parts.facts)).toEqual(held(before));
      expect(session.config?.strategies[0]?.version).toBe('2.0.0');
    });
    expect(held(after)).toEqual([]);
    expect(after.counters.fills).toBeGreaterThan(before.counters.fills);
    expect(after.orderCount).toBeGreaterThan(before.orderCount);
    expect((await replayed(after.run)).parting).toBeUndefined();
    expect((await replayed(first)).parting?.recorded).not.toEqual([]);
  });

  it('parameters may be changed: what is open stays as it was opened, what comes next follows the new ones', async () => {
    const before = await live(10_000);
    const stops = (facts: Facts): readonly unknown[] =>
      [...facts.orders.values()]
        .filter(({ role }) => role === 'stop')
        .map((o) => [o.clientOrderId, o.triggerPrice, o.state]);
    writeFileSync(join(cwd, 'p.yml'), profile(', params: { away: 0.1 }'));
    const after = await live(10_000, ({ session }) => {
      expect(session.config?.strategies[0]?.params).toEqual({ away: 0.1 });
    });
    expect(held(after)).toEqual(held(before));
    expect(stops(after)).toEqual(stops(before));
    for (const run of [before.run, after.run]) expect((await replayed(run)).parting).toBeUndefined();
  });

  it('botrc may be a newer one, whose facts hold more than the snapshot knows', async () => {
    const before = await live(10_000);
    age(join(home, 'tape'));
    const after = await live(10_000, ({ session }) => {
      expect(held(session.parts.facts)).toEqual(held(before));
      expect(session.parts.facts.risk.streak).toBe(0);
      expect(session.parts.facts.cash).toEqual(before.cash);
    });
    expect(held(after)).toEqual(held(before));
    expect((await replayed(after.run)).parting).toBeUndefined();
  });
});

/** Makes the newest snapshot one of an older botrc: without what was added to the facts, to orders and positions since. */
function age(folder: string): void {
  const journal = openJournal({ folder, log });
  const run = journal.runs().at(-1)?.run ?? '';
  journal.close();
  const db = new DatabaseSync(join(folder, 'journal.db'));
  try {
    const snapshots = new Snapshots(db);
    const [newest] = [...snapshots.read()];
    if (!newest?.facts) throw new Error('there is no snapshot');
    const {
      risk: _risk,
      held: _held,
      heldCount: _count,
      refusals: _refusals,
      late: _late,
      open: _open,
      ...facts
    } = newest.facts;
    for (const order of facts.orders.values()) {
      const old: Partial<typeof order> = order;
      delete old.claimed;
      delete old.told;
      delete old.isJudged;
    }
    expect(encode(facts).length).toBeLessThan(encode(newest.facts).length);
    snapshots.save(run, { ...newest, facts: facts as Facts });
  } finally {
    db.close();
  }
}
