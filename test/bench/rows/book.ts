import { existsSync, readFileSync } from 'node:fs';
import { bookFile } from '../data.ts';
import { median } from '../median.ts';
import { measure } from '../program.ts';
import { numberOf, runReference } from '../reference.ts';
import type { Bench, Row } from '../row.ts';

/** What book/measure.ts prints. */
interface BookRun {
  readonly messages: number;
  readonly ms: number;
  readonly best: number;
}

/** The reference counts prices in ticks of 0.10; the core's are whole thousandths. */
const UNITS_PER_TICK = 100;

/** Book messages of Bybit from text to best bid and ask, beside `JSON.parse` alone on the same bytes. */
export const book: Row = {
  name: 'book',
  async run(bench) {
    const file = await bookFile(bench.reference);
    const parsed: number[] = [];
    const stepped: number[] = [];
    const reference: number[] = [];
    for (let i = 0; i < bench.runs; i++) {
      if (bench.reference !== undefined) reference.push(await referenceRate(bench, file));
      for (const [kind, rates] of [['parse', parsed] as const, ['core', stepped] as const]) {
        const run = await measure<BookRun>('book/measure.ts', [file, bench.size, kind]);
        check(run, file);
        rates.push(run.messages / run.ms);
      }
    }
    const absolute = [
      { name: 'book.messages', value: median(parsed) * 1000, unit: 'messages/s' },
      { name: 'book.messages-core', value: median(stepped) * 1000, unit: 'messages/s' },
    ];
    if (reference.length === 0) return absolute;
    const ratio = (ours: readonly number[]): number => median(ours.map((rate, i) => rate / reference[i]!));
    return [
      ...absolute,
      { name: 'book.json-parse', value: median(reference) * 1000, unit: 'messages/s' },
      { name: 'book.ratio', value: ratio(parsed), unit: 'x' },
      { name: 'book.ratio-core', value: ratio(stepped), unit: 'x' },
    ];
  },
};

async function referenceRate(bench: Bench, file: string): Promise<number> {
  const env = { W3_FILE: file, MSGS: String(bench.size), KIND: 'json_parse' };
  const figures = await runReference(bench.reference ?? '', 'w3/run.mjs', env);
  return numberOf(figures, 'msgs') / numberOf(figures, 'ms');
}

/** Where the generator said what the sum of all best prices is, a whole run must come to it. */
function check({ messages, best }: BookRun, file: string): void {
  const truthFile = file.replace(/\.jsonl$/, '.truth.json');
  if (!existsSync(truthFile)) return;
  const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as { n: number; bestSum: number };
  if (messages !== truth.n || best === truth.bestSum * UNITS_PER_TICK) return;
  throw new Error(`the best prices come to ${best}, not ${truth.bestSum * UNITS_PER_TICK}`);
}
