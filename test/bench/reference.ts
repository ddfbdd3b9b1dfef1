import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runProgram } from './program.ts';

/** Programs to compare with, beside the checkout; BOTRC_BENCH_REFERENCE names another folder. */
export function findReference(): string | undefined {
  const folder = process.env.BOTRC_BENCH_REFERENCE ?? join(ROOT, '../shared/bench');
  return existsSync(folder) ? folder : undefined;
}

/** Runs a reference program under this Node. Each prints one JSON object behind a tag of its own: `W1JSON {…}`. */
export async function runReference(
  folder: string,
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const printed = await runProgram(process.execPath, [join(folder, program)], { env });
  const json = /^W\dJSON (\{.*\})$/m.exec(printed)?.[1];
  if (json === undefined) throw new Error(`${program} printed no figures: ${printed.slice(0, 200)}`);
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}

/** A number among what a reference program printed. */
export function numberOf(figures: Readonly<Record<string, unknown>>, name: string): number {
  const value = figures[name];
  if (typeof value !== 'number') throw new Error(`the reference printed no ${name}`);
  return value;
}
