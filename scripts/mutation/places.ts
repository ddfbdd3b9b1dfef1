import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** Not mutated: what a reason or a message says is no behaviour. */
export const EXCLUDED: readonly string[] = ['StringLiteral'];

const QUIET = new Proxy({} as ConstructorParameters<typeof Instrumenter>[0], {
  get: () => () => false,
});

/**
 * `count` places to mutate in the files of the globs, drawn by the seed, as `file:line:column-line:column`: the same
 * draw for the same code. A place is one line at most, as a longer one would bring along all that is within it.
 */
export async function drawPlaces(globs: readonly string[], count: number, seed: string): Promise<string[]> {
  const files = globs.flatMap((glob) => globSync(glob)).sort();
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const options = { plugins: null, excludedMutations: [...EXCLUDED], ignorers: [], noHeader: true };
  const { mutants } = await new Instrumenter(QUIET).instrument(sources, options);
  const short = mutants.filter(({ location: { start, end } }) => start.line === end.line);
  const places = new Set(
    short.map(({ fileName, location: { start, end } }) => {
      return `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
    }),
  );
  const lot = (place: string): string => createHash('sha256').update(`${seed}/${place}`).digest('hex');
  return [...places].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, count);
}
