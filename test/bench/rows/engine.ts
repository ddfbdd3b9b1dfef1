import { barsFile } from '../data.ts';
import type { Work } from '../engine/bar-run.ts';
import { median } from '../median.ts';
import { measure } from '../program.ts';
import { numberOf, runReference } from '../reference.ts';
import type { Bench, Figure, Row } from '../row.ts';

/** What engine/measure.ts prints. */
interface EngineRun {
  readonly bars: number;
  readonly ms: number;
  readonly events: number;
  readonly fills: number;
  readonly heapGrowth: number;
  readonly garbage: number;
  readonly sha256?: string;
}

/** Bars through the whole core with the reference's strategy and the simulated venue, beside the reference's loop. */
export const engine: Row = {
  name: 'engine',
  async run(bench) {
    const file = await barsFile(bench.reference);
    const rates = { plain: [] as number[], hashed: [] as number[], reference: [] as number[] };
    const bracketed: number[] = [];
    const events: number[] = [];
    const hashes = new Set<string | undefined>();
    const run = (kind: 'plain' | 'hash', work: Work = 'sma'): Promise<EngineRun> =>
      measure<EngineRun>('engine/measure.ts', [file, bench.size, kind, work]);
    // Side by side, so that a machine that gets slower or faster meanwhile does so for all.
    for (let i = 0; i < bench.runs; i++) {
      if (bench.reference !== undefined) rates.reference.push(await referenceRate(bench, file));
      const plain = await run('plain');
      rates.plain.push(plain.bars / plain.ms);
      events.push(plain.events / plain.ms);
      const hashed = await run('hash');
      rates.hashed.push(hashed.bars / hashed.ms);
      hashes.add(hashed.sha256);
      const ema = await run('plain', 'ema');
      bracketed.push(ema.bars / ema.ms);
    }
    if (hashes.size !== 1) throw new Error('equal runs had different effects');
    return [
      { name: 'engine.bars', value: median(rates.plain) * 1000, unit: 'bars/s' },
      { name: 'engine.events', value: median(events) * 1000, unit: 'events/s' },
      { name: 'engine.bars-hashed', value: median(rates.hashed) * 1000, unit: 'bars/s' },
      { name: 'engine.bars-bracketed', value: median(bracketed) * 1000, unit: 'bars/s' },
      { name: 'engine.heap-growth', value: await heapGrowthKiB(file), unit: 'KiB/Mbar' },
      { name: 'engine.garbage', value: await garbagePerBar(file), unit: 'B/bar' },
      ...ratios(rates),
    ];
  },
};

/** Over the second half of a million bars, when whatever is bounded is full; scaled to a million. Nothing is timed. */
async function heapGrowthKiB(file: string): Promise<number> {
  const { heapGrowth, bars } = await measure<EngineRun>('engine/measure.ts', [
    file,
    1_000_000,
    'heap',
    'sma',
  ]);
  return (heapGrowth / (bars / 2)) * (1e6 / 1024);
}

/** Of bars of which nothing comes, in the steady state, the bar itself included. Nothing is timed. */
async function garbagePerBar(file: string): Promise<number> {
  const args = [file, 1_000_000, 'garbage', 'quiet'];
  return (await measure<EngineRun>('engine/measure.ts', args)).garbage;
}

async function referenceRate(bench: Bench, file: string): Promise<number> {
  const env = { W1_CSV: file, BARS: String(bench.size), MODE: 'number' };
  const figures = await runReference(bench.reference ?? '', 'w1/event_ref.mjs', env);
  return numberOf(figures, 'bars') / numberOf(figures, 'runMs');
}

function ratios(rates: Readonly<Record<'plain' | 'hashed' | 'reference', readonly number[]>>): Figure[] {
  const { reference } = rates;
  if (reference.length === 0) return [];
  const ratio = (ours: readonly number[]): number => median(ours.map((rate, i) => rate / reference[i]!));
  return [
    { name: 'engine.reference', value: median(reference) * 1000, unit: 'bars/s' },
    { name: 'engine.ratio', value: ratio(rates.plain), unit: 'x' },
    { name: 'engine.ratio-hashed', value: ratio(rates.hashed), unit: 'x' },
  ];
}
