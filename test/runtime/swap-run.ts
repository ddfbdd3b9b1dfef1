import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFinal } from '../../src/core/orders/machine.ts';
import { replayBot } from '../../src/runtime/replay/replay-bot.ts';
import { nextUint, seedRandom } from '../../src/sdk/index.ts';
import { recorded, startTapeBot } from './tape-bot.ts';

/** They share venue, account and clock, and have different strategies. */
export const PROFILES = ['demo', 'demo-vwap', 'demo-grid', 'demo-breakout'] as const;

export interface SwapRun {
  readonly swaps: number;
  readonly fills: number;
  /** How long the loop stood still at each cut, in ms. */
  readonly pausesMs: readonly number[];
  /** Bytes of heap after a collection, at each tenth of the way; empty where Node has no `gc`. */
  readonly heap: readonly number[];
  /** What is wrong: a seq that is missing or twice, an order that nobody owns, a replay that differs. */
  readonly flaws: readonly string[];
}

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Switches a busy demo from profile to profile at random moments, then audits its journal. */
export async function swapRun(swaps: number, seed: string): Promise<SwapRun> {
  const random = seedRandom(seed);
  const tape = await startTapeBot('demo', ['host=inline']);
  const { session } = tape;
  const pausesMs: number[] = [];
  const heap: number[] = [];
  const exchange = session.loop.exchange.bind(session.loop);
  session.loop.exchange = (work) =>
    exchange(async (...given) => {
      const started = performance.now();
      try {
        return await work(...given);
      } finally {
        pausesMs.push(performance.now() - started);
      }
    });
  let at = 0;
  for (let i = 0; i < swaps; i++) {
    await tape.run(200 + (nextUint(random) % 1500));
    at = (at + 1 + (nextUint(random) % (PROFILES.length - 1))) % PROFILES.length;
    const profile = PROFILES[at] as string;
    await tape.bot.handle.call('switch', { profile, positions: 'keep', dryRun: false });
    if (i % Math.ceil(swaps / 10) === 0 && globalThis.gc) {
      globalThis.gc();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  await tape.run(3_000);
  const { facts, profile } = session.parts;
  const owners = profile.strategies.map((strategy) => strategy.name);
  const orphans = [...facts.orders.values()].filter(
    (order) => !isFinal(order.state) && !order.reduceOnly && !owners.includes(order.owner),
  );
  const { run } = session.parts;
  const { fills } = facts.counters;
  await tape.stop();
  const flaws = orphans.map((order) => `${order.clientOrderId} works for ${order.owner}, who has left`);
  const { journal } = recorded(tape.folder, run);
  let seq = 0;
  for (const event of journal.replay(run)) {
    if (event.seq !== seq + 1) flaws.push(`seq ${event.seq} follows ${seq}`);
    seq = event.seq;
  }
  journal.close();
  // Every fill, fee and cent again from the events alone: the ledger and each decision must come out the same.
  const { parting } = await replayBot({
    folder: tape.folder,
    cwd: process.cwd(),
    pluginsFolder: process.cwd(),
    log,
  });
  if (parting) flaws.push(`its replay parts at seq ${parting.seq}`);
  rmSync(dirname(tape.folder), { recursive: true });
  return { swaps, fills, pausesMs, heap, flaws };
}
