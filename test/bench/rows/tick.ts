import { bookFile } from '../data.ts';
import { median } from '../median.ts';
import { measure } from '../program.ts';
import { numberOf, runReference } from '../reference.ts';
import type { Row } from '../row.ts';

/** What tick/measure.ts prints. */
interface TickRun {
  readonly messages: number;
  readonly orders: number;
  readonly p50: number;
  readonly p99: number;
}

/** Of the file's messages: latencies need fewer than rates do. */
const MOST_MESSAGES = 200_000;

/** Book message text in, signed order text out, in one process, beside the reference's hand-written path. */
export const tick: Row = {
  name: 'tick',
  async run({ runs, size, reference }) {
    const file = await bookFile(reference);
    const messages = Math.min(size, MOST_MESSAGES);
    const ours = { p50: [] as number[], p99: [] as number[] };
    const theirs = { p50: [] as number[], p99: [] as number[] };
    for (let i = 0; i < runs; i++) {
      if (reference !== undefined) {
        const env = { W3_FILE: file, MSGS: String(messages), KIND: 'hand' };
        const figures = await runReference(reference, 'w7/inproc.mjs', env);
        for (const q of ['p50', 'p99'] as const) theirs[q].push(numberOf(figures, q));
      }
      const run = await measure<TickRun>('tick/measure.ts', [file, messages]);
      if (run.orders !== run.messages) throw new Error(`${run.orders} orders to ${run.messages} messages`);
      for (const q of ['p50', 'p99'] as const) ours[q].push(run[q]);
    }
    const absolute = [
      { name: 'tick.p50', value: median(ours.p50), unit: 'us' },
      { name: 'tick.p99', value: median(ours.p99), unit: 'us' },
    ];
    if (reference === undefined) return absolute;
    const ratio = (q: 'p50' | 'p99'): number => median(ours[q].map((us, i) => us / theirs[q][i]!));
    return [
      ...absolute,
      { name: 'tick.reference-p50', value: median(theirs.p50), unit: 'us' },
      { name: 'tick.reference-p99', value: median(theirs.p99), unit: 'us' },
      { name: 'tick.ratio-p50', value: ratio('p50'), unit: 'x' },
      { name: 'tick.ratio-p99', value: ratio('p99'), unit: 'x' },
    ];
  },
};
