/**
 * One run of the engine row, a process of its own so that compiling counts:
 * `measure.ts CSV BARS plain|hash|heap|garbage sma|ema|quiet`. Prints one JSON line.
 */
import { createEffectsHash } from '../../../src/runtime/journal/effects-hash.ts';
import { median } from '../median.ts';
import { BarRun, type Work } from './bar-run.ts';
import { readBars } from './bars.ts';

/** So few bars that the heap is mostly not collected while they are played. */
const FEW = 5_000;

const [file = '', limit = '', kind = 'plain', work = 'sma'] = process.argv.slice(2);
const bars = readBars(file, Number(limit));
const hash = kind === 'hash' ? createEffectsHash() : undefined;

const startedMs = performance.now();
const startedCpu = process.threadCpuUsage();
const run = new BarRun(work as Work, bars.openMs[0]!, hash);
play(0, bars.length / 2);
const halfway = heapBytes();
const garbage = kind === 'garbage' ? garbagePerBar() : 0;
play(kind === 'garbage' ? bars.length : bars.length / 2, bars.length);
const ms = performance.now() - startedMs;
const cpu = process.threadCpuUsage(startedCpu);
const heapGrowth = heapBytes() - halfway;

const { core, venue } = run;
const cash = core.facts.cash.get('USDT');
// Both keep exact books of their own: a run in which they differ measures nothing.
if (cash !== venue.books.cash.USDT)
  throw new Error(`the core has ${cash}, the venue ${venue.books.cash.USDT}`);
process.stdout.write(
  `${JSON.stringify({
    bars: bars.length,
    ms,
    // Of this thread alone: what a busy machine does not change much.
    cpuMs: (cpu.user + cpu.system) / 1000,
    events: run.events,
    orders: core.facts.counters.ordersSubmitted,
    fills: core.facts.counters.fills,
    heapGrowth,
    garbage,
    lastFillAge: bars.openMs[bars.length - 1]! - core.facts.lastExecutionMs,
    cash: String(cash),
    sha256: hash?.digest(),
  })}\n`,
);

function play(from: number, to: number): void {
  for (let i = from; i < to; i++) {
    run.bar(bars.openMs[i]!, bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!, bars.volume[i]!);
  }
}

/** Bytes allocated for each of the bars that follow: the median, because now and then a collection falls into a few. */
function garbagePerBar(): number {
  const found: number[] = [];
  for (let from = bars.length / 2; from + FEW <= bars.length; from += FEW) {
    const before = process.memoryUsage().heapUsed;
    play(from, from + FEW);
    found.push((process.memoryUsage().heapUsed - before) / FEW);
  }
  return median(found);
}

/** Live heap, where asked for: collecting takes time, which a timed run must not spend. */
function heapBytes(): number {
  if (kind !== 'heap' || !globalThis.gc) return 0;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
