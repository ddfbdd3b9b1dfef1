/**
 * `npm run bench [-- --quick] [-- ROW…]`: prints `name value unit` lines; everything else goes to stderr.
 * What each row means: docs/bench.md.
 */
import { parseArgs } from 'node:util';
import { findReference } from './reference.ts';
import type { Bench, Figure } from './row.ts';
import { ROWS } from './rows/index.ts';

const NAMES = ROWS.map((row) => row.name);
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  note(`no such row: ${unknown.join(', ')}. Rows: ${NAMES.join(', ')}`);
  process.exit(2);
}

const reference = findReference();
if (reference === undefined)
  note('no reference programs in ../shared/bench: absolute values only, on data of our own');
const bench: Bench = {
  runs: values.quick ? 3 : 5,
  size: values.quick ? 200_000 : 1_000_000,
  reference,
  note,
};
for (const row of ROWS) {
  if (positionals.length > 0 && !positionals.includes(row.name)) continue;
  try {
    for (const figure of await row.run(bench)) process.stdout.write(`${line(figure)}\n`);
  } catch (error) {
    note(`${row.name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/** Four figures say all that a measurement like this can. */
function line({ name, value, unit }: Figure): string {
  const text = Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
  return `${name} ${text} ${unit}`;
}

function note(text: string): void {
  process.stderr.write(`# ${text}\n`);
}
