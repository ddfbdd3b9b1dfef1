import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inFreshHome } from '../bot.ts';
import { median } from '../median.ts';
import { measure } from '../program.ts';
import type { Row } from '../row.ts';

const PROGRAM = 'journal/measure.ts';
/** Intents made durable one after the other. */
const INTENTS = 500;
/** Events of the run that is restarted, whatever the size: the bound is stated for it. */
const RESTARTED = 1_000_000;

/** The journal beside a bare file of the same texts and syncs, one durable intent, and the restart of a long run. */
export const journal: Row = {
  name: 'journal',
  async run(bench) {
    const rates: number[] = [];
    const ratios: number[] = [];
    const intents: number[] = [];
    const slower: number[] = [];
    const restarts: number[] = [];
    await inFreshHome(async (home) => {
      for (let i = 0; i < bench.runs; i++) {
        const folder = join(home, `run${i}`);
        const run = await measure<{ events: number; ms: number; bareMs: number }>(PROGRAM, [
          'throughput',
          folder,
          bench.size / 5,
        ]);
        rates.push((run.events / run.ms) * 1000);
        ratios.push(run.bareMs / run.ms);
        rmSync(folder, { recursive: true });
        const one = await measure<{ ours: number; bare: number }>(PROGRAM, ['intent', folder, INTENTS]);
        intents.push(one.ours * 1000);
        slower.push(one.ours / one.bare);
        rmSync(folder, { recursive: true });
      }
      const folder = join(home, 'long');
      const { orders } = await measure<{ orders: number }>(PROGRAM, ['build', folder, RESTARTED]);
      for (let i = 0; i < bench.runs; i++) {
        const run = await measure<{ ms: number; orders: number }>(PROGRAM, ['restart', folder, RESTARTED]);
        if (run.orders !== orders)
          throw new Error(`${run.orders} orders after the restart, ${orders} before`);
        restarts.push(run.ms);
      }
    });
    return [
      { name: 'journal.events', value: median(rates), unit: 'events/s' },
      { name: 'journal.ratio', value: median(ratios), unit: 'x' },
      { name: 'journal.intent', value: median(intents), unit: 'µs' },
      { name: 'journal.intent-ratio', value: median(slower), unit: 'x' },
      { name: 'journal.restart', value: median(restarts), unit: 'ms' },
    ];
  },
};
