// Builds: after `npm ci`, before a pack, and as `npm run build`. Plain JS: it must run on whatever Node npm itself runs on.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The compiler's own launcher, or undefined in an install without development dependencies. */
function compiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const tsc = compiler();
if (tsc === undefined) {
  if (existsSync(join(root, 'dist', 'cli', 'main.js'))) process.exit(0);
  process.stderr.write(
    'botrc: TypeScript is not installed and there is no build in dist. ' +
      'Run `npm ci` without --omit=dev, or install the published package.\n',
  );
  process.exit(1);
}
const run = spawnSync(process.execPath, [tsc, '-b'], { cwd: root, stdio: 'inherit' });
if (run.error) throw run.error;
if (run.status !== 0) process.exit(run.status ?? 1);

// The launcher, since this Node may be too old for the parser; it finds another one.
const launcher = [join(root, 'bin', 'bot.js'), '--help-pages'];
const pages = spawnSync(process.execPath, launcher, {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 16 * 1024 * 1024,
});
if (pages.error) throw pages.error;
if (pages.status === 0) writeFileSync(join(root, 'dist', 'cli', 'help-pages.json'), pages.stdout);
else
  process.stderr.write('botrc: the help was not rendered beforehand; `bot --help` works, and is slower.\n');
