import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeHash } from '../../../src/runtime/plugins/code-hash.ts';
import type { ResolvedPlugin } from '../../../src/runtime/plugins/resolved.ts';
import { tempFolder, writeFiles } from './temp-folder.ts';

function plugin(path: string, entry: string): ResolvedPlugin {
  return {
    kind: 'strategy',
    name: 'x',
    version: null,
    package: null,
    path,
    entry: join(path, entry),
    source: 'path',
  };
}

it('is the same for the same code anywhere, and another for another', async () => {
  const files = { 'package.json': '{}', 'index.ts': 'a', 'lib/b.ts': 'b' };
  const [here, there] = [tempFolder(files), tempFolder(files)];
  const before = await codeHash(plugin(here, 'index.ts'));
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await codeHash(plugin(there, 'index.ts'))).toBe(before);
  writeFiles(there, { 'lib/b.ts': 'c' });
  expect(await codeHash(plugin(there, 'index.ts'))).not.toBe(before);
  renameSync(join(here, 'lib/b.ts'), join(here, 'lib/c.ts'));
  expect(await codeHash(plugin(here, 'index.ts'))).not.toBe(before);
});

it('leaves out what is no code of the plugin', async () => {
  const folder = tempFolder({ 'index.ts': 'a' });
  const before = await codeHash(plugin(folder, 'index.ts'));
  writeFiles(folder, {
    'node_modules/x/index.js': 'x',
    'dist/index.js': 'x',
    'test/x.ts': 'x',
    'x.test.ts': 'x',
    'README.md': 'x',
    '.cache/x': 'x',
  });
  expect(await codeHash(plugin(folder, 'index.ts'))).toBe(before);
});

it('takes in the build where that is what runs', async () => {
  const folder = tempFolder({ 'package.json': '{}', 'dist/index.js': 'a' });
  const before = await codeHash(plugin(folder, 'dist/index.js'));
  writeFiles(folder, { 'dist/index.js': 'b', 'dist/.tsbuildinfo': 'x', 'dist/index.js.map': 'x' });
  expect(await codeHash(plugin(folder, 'dist/index.js'))).not.toBe(before);
});

it('is of one file alone where the plugin is one', async () => {
  const folder = tempFolder({ 'mine.ts': 'a', 'other.ts': 'a' });
  const file = (): ResolvedPlugin => ({ ...plugin(folder, 'mine.ts'), path: join(folder, 'mine.ts') });
  const before = await codeHash(file());
  writeFiles(folder, { 'other.ts': 'b' });
  expect(await codeHash(file())).toBe(before);
  writeFiles(folder, { 'mine.ts': 'b' });
  expect(await codeHash(file())).not.toBe(before);
});
