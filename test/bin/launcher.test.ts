import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** A command line that does one thing for each first argument. */
const fakeCli = `
export async function main([verb, ...rest]) {
  if (verb === 'echo') process.stdout.write(rest.join(' '));
  if (verb === 'sqlite') { await import('node:sqlite'); process.emitWarning('something else'); }
  if (verb === 'die') process.kill(process.pid, 'SIGKILL');
  if (verb === 'wait') {
    const awake = setInterval(() => undefined, 1000);
    const signal = await new Promise((resolve) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, resolve);
      process.stdout.write('ready ');
    });
    clearInterval(awake);
    process.stdout.write(signal);
  }
  return Number(rest.at(-1) ?? 0);
}`;

/** Makes the first process believe that it is an old Node; what it starts sees the truth. */
const oldNode = `
if (process.env.BOTRC_TEST_OLD_NODE) {
  delete process.env.BOTRC_TEST_OLD_NODE;
  Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
}`;

let folder = '';

function place(name: string, options: { readonly build: boolean; readonly runtime: boolean }): string {
  const home = join(folder, name);
  mkdirSync(join(home, 'bin'), { recursive: true });
  cpSync(join(root, 'bin/bot.js'), join(home, 'bin/bot.js'));
  writeFileSync(join(home, 'package.json'), '{"type":"module","version":"1.2.3"}');
  writeFileSync(join(home, 'old-node.js'), oldNode);
  if (options.runtime) symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
  if (options.build) {
    mkdirSync(join(home, 'dist/cli'), { recursive: true });
    writeFileSync(join(home, 'dist/cli/main.js'), fakeCli);
  }
  return home;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the launcher in `home`; `old` as if the system's Node were 20. */
function start(home: string, old: boolean, ...args: readonly string[]): ChildProcess {
  const hook = ['--import', join(home, 'old-node.js')];
  const env = { ...process.env, BOTRC_TEST_OLD_NODE: old ? '1' : '' };
  return spawn(process.execPath, [...hook, join(home, 'bin/bot.js'), ...args], { env });
}

async function end(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-launcher-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { on: 'a recent Node', old: false },
  { on: 'an old Node with the pinned one installed', old: true },
])('bot on $on', ({ on, old }) => {
  let home = '';
  beforeAll(() => {
    home = place(on.replaceAll(' ', '-'), { build: true, runtime: true });
  });

  test('hands over the arguments and keeps the exit code', async () => {
    const ended = await end(start(home, old, 'echo', 'a b', '--json', '3'));
    expect(ended).toEqual({ code: 3, signal: null, stdout: 'a b --json 3', stderr: '' });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'passes %s on and waits for the end',
    async (signal) => {
      const child = start(home, old, 'wait', '0');
      const ended = end(child);
      if (child.stdout) await once(child.stdout, 'data');
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stdout: `ready ${signal}` });
    },
  );

  test('ends by the signal that ended the bot', async () => {
    expect(await end(start(home, old, 'die'))).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('keeps the notice about node:sqlite off stderr, and no other warning', async () => {
    const { stderr } = await end(start(home, old, 'sqlite'));
    expect(stderr).toContain('something else');
    expect(stderr).not.toContain('SQLite');
  });
});

describe('help that the build has rendered', () => {
  const pages = { '--help': 'all commands', 'start --help': 'of start' };
  const aged = (home: string, file: string, seconds: number): void =>
    utimesSync(join(home, file), 1_700_000_000 + seconds, 1_700_000_000 + seconds);
  function withPages(name: string): string {
    const home = place(name, { build: true, runtime: false });
    writeFileSync(join(home, 'dist/cli/help-pages.json'), JSON.stringify(pages));
    writeFileSync(join(home, 'dist/cli/.tsbuildinfo'), '');
    aged(home, 'dist/cli/.tsbuildinfo', 10);
    aged(home, 'dist/cli/help-pages.json', 11);
    return home;
  }

  test.each([
    [[], 'all commands\n'],
    [['--help'], 'all commands\n'],
    [['start', '--help'], 'of start\n'],
    [['--version'], '1.2.3\n'],
  ])('is printed for %j without the command line, on an old Node too', async (words, stdout) => {
    const home = withPages(`pages-${words.length}`);
    writeFileSync(join(home, 'dist/cli/main.js'), 'throw new Error("loaded");');
    for (const old of [false, true]) {
      expect(await end(start(home, old, ...words))).toEqual({ code: 0, signal: null, stdout, stderr: '' });
    }
  });

  test('is not, once the compiler has run again', async () => {
    const home = withPages('stale');
    writeFileSync(join(home, 'dist/cli/main.js'), 'export const main = async () => 7;');
    aged(home, 'dist/cli/.tsbuildinfo', 12);
    expect(await end(start(home, false, '--help'))).toMatchObject({ code: 7, stdout: '' });
  });

  test('ends in peace where its reader went away', async () => {
    const home = withPages('gone');
    const child = start(home, false, '--help');
    child.stdout?.destroy();
    expect(await end(child)).toMatchObject({ code: 0, stderr: '' });
  });
});

test('bot without a build says how to make one', async () => {
  const { code, stderr } = await end(start(place('unbuilt', { build: false, runtime: true }), false));
  expect(code).toBe(2);
  expect(stderr).toContain('npm run build');
});

test('bot on an old Node without the pinned one says what to install', async () => {
  const { code, stderr } = await end(start(place('bare', { build: true, runtime: false }), true));
  expect(code).toBe(2);
  expect(stderr).toContain('this is Node 20.20.2');
  expect(stderr).toContain('Install Node 24');
});
