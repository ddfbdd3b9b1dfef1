import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runProgram } from './program.ts';

/** Rows in a data file; a run may use fewer. */
const SIZE = 1_000_000;
const MADE_BARS = join(import.meta.dirname, 'data/make-bars.ts');
const MADE_BOOK = join(import.meta.dirname, 'data/make-book.ts');

/** A million 1-minute bars as CSV: the reference's own, else of the same form. */
export function barsFile(reference: string | undefined): Promise<string> {
  return cached(reference === undefined ? MADE_BARS : join(reference, 'gen_w1.mjs'), 'bars.csv');
}

/** A snapshot and a million deltas of a 50-level book in Bybit's text form, a line each. */
export function bookFile(reference: string | undefined): Promise<string> {
  return cached(reference === undefined ? MADE_BOOK : join(reference, 'gen_w3.mjs'), 'book.jsonl');
}

/**
 * The output of `generator OUT ROWS`, made once: kept in the temporary folder under the sha256 of the generator's
 * source, so that a changed generator makes its data anew.
 */
async function cached(generator: string, name: string): Promise<string> {
  const sha256 = createHash('sha256').update(readFileSync(generator)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `botrc-bench-${sha256}`);
  if (existsSync(folder)) return join(folder, name);
  // Made aside and renamed whole: an interrupted run leaves nothing that looks complete.
  const half = `${folder}-${process.pid}`;
  mkdirSync(half);
  try {
    process.stderr.write(`# making ${name} with ${basename(generator)}\n`);
    await runProgram(process.execPath, [generator, join(half, name), String(SIZE)]);
    renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return join(folder, name);
}
