import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFinal } from '../../src/core/orders/machine.ts';
import { type LoadedProfile, resolveProfile } from '../../src/runtime/config/index.ts';
import { PluginInspector } from '../../src/runtime/plugins/inspector.ts';
import { replayBot } from '../../src/runtime/replay/replay-bot.ts';
import type { Session } from '../../src/runtime/session.ts';
import { swap } from '../../src/runtime/switch-profile.ts';
import { nextUint, seedRandom } from '../../src/sdk/index.ts';
import { recorded, startTapeBot } from './tape-bot.ts';

/** They share venue, account and clock, and have different strategies. */
const PROFILES = ['demo', 'demo-vwap', 'demo-grid', 'demo-breakout'] as const;

/** So that all of them trade often: a quiet market proves little. */
const BUSY = [
  'exchange.options.speed=600',
  'instruments=[BTCUSDT,ETHUSDT,SOLUSDT]',
  'execution.antiChurnMinutes=0',
  'sizing.riskPerTrade=0.001',
];

export interface SwapRun {
  readonly swaps: number;
  readonly fills: number;
  /** How long the loop stood still at each cut, in ms: no event is handed over meanwhile. */
  readonly pausesMs: readonly number[];
  /** From there until the new host had decided its first batch, its whole warm-up, durably. */
  readonly firstMs: readonly number[];
  /** Bytes of heap after a collection, at each tenth of the way; empty where Node has no `gc`. */
  readonly heap: readonly number[];
  /** What is wrong: a seq that is missing or twice, an order that nobody owns, a replay that differs. */
  readonly flaws: readonly string[];
}

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/**
 * Switches a busy demo from profile to profile at random moments, then audits its journal. The profiles are read once:
 * what is tortured is the candidate and the cut.
 */
export async function swapRun(
  swaps: number,
  seed: string,
  host: 'inline' | 'worker' = 'inline',
): Promise<SwapRun> {
  const random = seedRandom(seed);
  const tape = await startTapeBot('demo', [`host=${host}`, ...BUSY]);
  const { session } = tape;
  const inspector = new PluginInspector();
  const profiles = new Map<string, LoadedProfile>();
  const place = { cwd: process.cwd(), env: {} };
  for (const profile of PROFILES)
    profiles.set(profile, await resolveProfile({ ...place, profile, set: BUSY, inspector }));
  const load = async (profile: string): Promise<LoadedProfile> => profiles.get(profile) as LoadedProfile;
  const { pausesMs, firstMs } = stopwatch(session);
  const heap: number[] = [];
  let at = 0;
  for (let i = 0; i < swaps; i++) {
    await tape.run(60 + (nextUint(random) % 200));
    at = (at + 1 + (nextUint(random) % (PROFILES.length - 1))) % PROFILES.length;
    const profile = PROFILES[at] as string;
    await swap(session, { profile, positions: 'keep', dryRun: false, load, staysStopped: [], inspector });
    if (i % Math.ceil(swaps / 10) === 0 && globalThis.gc) {
      globalThis.gc();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  await inspector.close();
  await tape.run(1_000);
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
  return { swaps, fills, pausesMs, firstMs, heap, flaws };
}

/** Times each cut, and the first batch after it. */
function stopwatch(session: Session): { readonly pausesMs: number[]; readonly firstMs: number[] } {
  const pausesMs: number[] = [];
  const firstMs: number[] = [];
  const { journal } = session.parts;
  const exchange = session.loop.exchange.bind(session.loop);
  const commit = journal.commit.bind(journal);
  let cutMs: number | undefined;
  session.loop.exchange = (work) =>
    exchange(async (...given) => {
      cutMs = performance.now();
      try {
        return await work(...given);
      } finally {
        pausesMs.push(performance.now() - cutMs);
      }
    });
  journal.commit = () => {
    commit();
    if (cutMs !== undefined) firstMs.push(performance.now() - cutMs);
    cutMs = undefined;
  };
  return { pausesMs, firstMs };
}

/** The value below which a share `q` of them lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

/** Least-squares slope of the heap over the run, in bytes a swap, without the first two tenths, in which caches fill. */
export function heapSlope({ heap, swaps }: SwapRun): number {
  const y = heap.slice(2);
  const n = y.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  let [above, below] = [0, 0];
  for (let i = 0; i < n; i++) {
    const x = i - (n - 1) / 2;
    above += x * ((y[i] as number) - mean);
    below += x * x;
  }
  return above / below / Math.ceil(swaps / 10);
}

export function report(run: SwapRun): string {
  const { pausesMs, firstMs, heap, fills, swaps } = run;
  const ms = (values: readonly number[], q: number): string => quantile(values, q).toFixed(2);
  const slope =
    heap.length < 5 ? 'not measured: no --expose-gc' : `${heapSlope(run).toFixed(0)} bytes a swap`;
  return [
    `${swaps} swaps, ${fills} fills`,
    `pause at the cut p50 ${ms(pausesMs, 0.5)} ms, p99 ${ms(pausesMs, 0.99)} ms`,
    `to its first durable batch p50 ${ms(firstMs, 0.5)} ms, p99 ${ms(firstMs, 0.99)} ms`,
    `heap slope ${slope}`,
  ].join('; ');
}
