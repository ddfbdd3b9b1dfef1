import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const FIXTURE = fileURLToPath(new URL('../fixtures/threads/strip.mjs', import.meta.url));
const BUILT = new URL('../../dist/runtime/thread.js', import.meta.url).href;

it('threads that strip types at the same time do not take the process down', async () => {
  // With this small budget the crash that src/runtime/thread.ts keeps off comes in about one run of five.
  const flags = ['--no-warnings', '--wasm-wrapper-tiering-budget=20'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, FIXTURE, BUILT, '60']);
  expect(stdout).toBe('ok\n');
}, 120_000);
