import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** Prints the files of exchanges that were loaded by opening one. */
const PROBE = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
const { default: ccxt } = await import(${JSON.stringify(`file://${SRC}index.ts`)});
const { value } = ccxt.options['~standard'].validate({ id: 'kraken' });
const before = loaded.length;
ccxt.create(value, { clock: { now: () => 0 }, random: () => 0, log: {} });
const names = (urls) => urls.flatMap((url) => url.match(/ccxt\\/js\\/src\\/(?:pro\\/|abstract\\/)?([a-z0-9]+)\\.js$/)?.[1] ?? []);
console.log(JSON.stringify({ described: names(loaded.slice(0, before)), opened: [...new Set(names(loaded))] }));
`;

it('loads the one exchange that is named, and to describe the plugin none at all', () => {
  const run = execFileSync(process.execPath, ['--input-type=module', '--conditions=source', '-e', PROBE], {
    cwd: SRC,
    encoding: 'utf8',
  });
  expect(JSON.parse(run)).toEqual({ described: [], opened: ['kraken'] });
});
