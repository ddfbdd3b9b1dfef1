import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const shipped = [
  '.botrc.example.yml',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'bin/bot.js',
  'dist/cli/main.d.ts',
  'dist/cli/main.js',
  'docs/guide.md',
  'plugins/exchange-any/README.md',
  'plugins/exchange-any/dist/index.js',
  'plugins/exchange-any/dist/sandbox/index.js',
  'plugins/exchange-any/package.json',
  'profiles/any.yml',
  'scripts/prepare.js',
  'strategies/any/README.md',
  'strategies/any/dist/index.js',
  'strategies/any/package.json',
];

const kept = [
  '.ci/run',
  '.env',
  'dist/.test.tsbuildinfo',
  'dist/cli/.tsbuildinfo',
  'dist/cli/main.js.map',
  'plugins/exchange-any/fixtures/any.jsonl',
  'plugins/exchange-any/node_modules/any/index.js',
  'plugins/exchange-any/src/index.ts',
  'plugins/exchange-any/test/any.test.ts',
  'scripts/prepack.js',
  'src/cli/main.ts',
  'strategies/any/index.ts',
  'strategies/any/node_modules/any/index.js',
  'strategies/any/test/any.test.ts',
  'test/any.test.ts',
];

test('the package ships builds and profiles, and no source, test or nested install', () => {
  const folder = mkdtempSync(join(tmpdir(), 'botrc-package-'));
  try {
    for (const path of [...shipped, ...kept]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      const name = dirname(path).replaceAll('/', '-');
      const manifest = JSON.stringify({ name, version: '1.0.0' });
      writeFileSync(join(folder, path), path.endsWith('package.json') ? manifest : '');
    }
    for (const path of ['package.json', '.gitignore']) cpSync(join(root, path), join(folder, path));
    const pack = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(pack.status, pack.stderr).toBe(0);
    // One entry, in a list or, from newer npm, under the package's name.
    const [entry] = Object.values(JSON.parse(pack.stdout) as Record<string, { files: { path: string }[] }>);
    expect(entry?.files.map(({ path }) => path).sort()).toEqual([...shipped, 'package.json'].sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
