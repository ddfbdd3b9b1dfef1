import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endOf } from '../cli/run-bot.ts';
import { BotCli, SLOW, type ToldError } from './bot-cli.ts';

/** A bot that ran, and stopped with nothing open: what a refusal must not touch. */
let template: BotCli;
beforeAll(async () => {
  template = new BotCli();
  expect((await template.bot('start', '--profile', 'demo', '--detach')).code).toBe(0);
  await template.reaches('running');
  expect((await template.bot('stop', '--flatten')).code).toBe(0);
}, SLOW);
afterAll(() => template.remove());

let cli: BotCli;
beforeEach(() => {
  cli = new BotCli();
});
afterEach(() => cli.remove(), SLOW);

/** A strategy or exchange file, written as a user writes one. */
const strategy = (more: string): string => `
  import { defineStrategy } from '@botrc/sdk';
  import { z } from 'zod';
  export default defineStrategy({
    name: 'mine', version: '1.0.0', params: z.strictObject({}),
    subscribe: () => [], warmup: () => ({}), create: () => ({ state: {} }), ${more}
  });`;
const exchange = (more: string): string => `
  import { defineExchange } from '@botrc/sdk';
  import { z } from 'zod';
  export default defineExchange({
    name: 'mine', version: '1.0.0', options: z.strictObject({}), create: () => ({}), ${more}
  });`;
const WITH_MINE = 'extends: demo\nstrategies:\n  - plugin: ../mine.ts\n';

interface Refusal {
  readonly what: string;
  /** Written before, below the folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly error: Partial<Record<keyof ToldError, unknown>>;
}

const text = (part: string | RegExp): unknown =>
  typeof part === 'string' ? expect.stringContaining(part) : expect.stringMatching(part);

const CONFIGURATION: readonly Refusal[] = [
  {
    what: 'an unknown profile',
    args: ['--profile', 'dmo'],
    error: { code: 'BOTRC_PROFILE_UNKNOWN', found: 'dmo', mend: text('"demo"') },
  },
  {
    what: 'an unknown plugin',
    files: { 'profiles/p.yml': 'extends: demo\nstrategies:\n  - plugin: ema-cros\n' },
    args: ['--profile', 'p', '--name', 'demo'],
    error: {
      code: 'BOTRC_PLUGIN_NOT_FOUND',
      found: 'ema-cros',
      where: text('profiles/p.yml:3:13'),
      mend: text('"ema-cross"'),
    },
  },
  {
    what: 'an unknown symbol',
    files: { 'profiles/p.yml': 'extends: demo\ninstruments: [BTCUSDT, ETHUSTD]\n' },
    args: ['--profile', 'p', '--name', 'demo'],
    error: {
      code: 'BOTRC_INSTRUMENT_UNKNOWN',
      found: 'ETHUSTD',
      where: 'profiles/p.yml:2:24',
      mend: text('"ETHUSDT"'),
    },
  },
  {
    what: 'a misspelt key',
    files: { 'profiles/p.yml': 'extends: demo\nrisk:\n  maxPostions: 1\n' },
    args: ['--profile', 'p', '--name', 'demo'],
    error: {
      code: 'BOTRC_CONFIG_UNKNOWN_KEY',
      where: text('profiles/p.yml:3:3'),
      mend: text('maxPositions'),
    },
  },
  {
    what: 'a misspelt option of a plugin',
    args: ['--profile', 'demo', '--set', 'exchange.options.speeed=3'],
    error: { code: 'BOTRC_PLUGIN_OPTIONS', where: text('--set'), mend: text('"speed"') },
  },
  {
    what: 'a value of the wrong type',
    files: { 'profiles/p.yml': 'extends: demo\nrisk: { maxPositions: many }\n' },
    args: ['--profile', 'p', '--name', 'demo'],
    error: { code: 'BOTRC_CONFIG_TYPE', found: text('many'), where: text('profiles/p.yml:2:23') },
  },
  {
    what: 'broken YAML',
    files: { 'profiles/p.yml': 'extends: demo\nrisk: { maxPositions: 1\nseed: 3\n' },
    args: ['--profile', 'p', '--name', 'demo'],
    error: { code: 'BOTRC_CONFIG_SYNTAX', where: text(/profiles\/p\.yml:\d+:\d+/) },
  },
  {
    what: 'a plugin for another SDK',
    files: { 'mine.ts': strategy("sdk: '^2'"), 'profiles/p.yml': WITH_MINE },
    args: ['--profile', 'p', '--name', 'demo'],
    error: { code: 'BOTRC_PLUGIN_SDK', found: 'sdk ^2', where: text('mine.ts'), mend: text('^1') },
  },
  {
    what: 'a strategy that throws when it is created',
    files: {
      'mine.ts': strategy("create: () => { throw new Error('no luck'); }"),
      'profiles/p.yml': WITH_MINE,
    },
    args: ['--profile', 'p', '--name', 'demo'],
    error: { code: 'BOTRC_PLUGIN_CREATE', message: text(/mine.*no luck/), where: text('mine.ts') },
  },
  {
    what: 'an exchange that throws when it is created',
    files: {
      'mine.ts': exchange("create: () => { throw new Error('no luck'); }"),
      'profiles/p.yml': 'extends: demo\nexchange: { plugin: ../mine.ts }\n',
    },
    args: ['--profile', 'p', '--name', 'demo'],
    error: { code: 'BOTRC_PLUGIN_CREATE', message: text(/mine.*no luck/), where: text('mine.ts') },
  },
];

/** How a start tells of a failure, whichever way it is started. */
async function refused(
  args: readonly string[],
  how: readonly string[],
  user = {},
): Promise<ToldError & { exit: number | null }> {
  const { code, stdout, stderr } = await endOf(cli.spawn(['start', ...how, '--json', ...args], user));
  const { error } = JSON.parse(stdout) as { error: ToldError };
  // People are told the same on stderr.
  expect(stderr).toContain(`bot: ${error.message} [${error.code}]`);
  for (const part of ['found', 'where', 'mend'] as const) {
    if (error[part] !== undefined) expect(stderr).toContain(error[part]);
  }
  return { exit: code, ...error };
}

const WAYS = [
  ['in the foreground', ['--headless']],
  ['in the background', ['--detach']],
] as const;

describe.each(WAYS)('a start %s is refused, and changes nothing,', (_way, how) => {
  it.each(CONFIGURATION)(
    'for $what',
    async ({ files = {}, args, error }) => {
      cli.write(files);
      const empty = cli.tree();
      expect(await refused(args, how)).toMatchObject({ exit: 2, mend: text(/./), ...error });
      expect(cli.tree()).toEqual(empty);

      cpSync(template.home, cli.home, { recursive: true });
      const before = cli.tree();
      expect(await refused(args, how)).toMatchObject({ exit: 2, ...error });
      expect(cli.tree()).toEqual(before);
    },
    SLOW,
  );

  it(
    'for a damaged journal, until it is moved aside as the message says',
    async () => {
      cpSync(template.home, cli.home, { recursive: true });
      const folder = join(cli.home, 'demo');
      damage(join(folder, 'journal.db'));
      const before = cli.tree();
      expect(await refused(['--profile', 'demo'], how)).toMatchObject({
        exit: 3,
        code: 'BOTRC_JOURNAL_CORRUPT',
        where: join(folder, 'journal.db'),
        mend: text('move journal.db, journal.db-wal and tape/ aside and start again'),
      });
      expect(cli.tree()).toEqual(before);

      renameSync(join(folder, 'journal.db'), join(cli.folder, 'journal.db'));
      renameSync(join(folder, 'tape'), join(cli.folder, 'tape'));
      expect((await cli.bot('start', '--profile', 'demo', '--duration', '1s', ...how)).code).toBe(0);
    },
    SLOW,
  );

  it(
    'for a data directory that cannot be written',
    async () => {
      mkdirSync(cli.home);
      chmodSync(cli.folder, 0o755);
      chmodSync(cli.home, 0o555);
      // Root writes everywhere: then somebody else starts it.
      const user = process.getuid?.() === 0 ? { uid: 65_534 } : {};
      const before = cli.tree();
      expect(await refused(['--profile', 'demo'], how, user)).toMatchObject({
        exit: 2,
        code: 'BOTRC_HOME_READONLY',
        where: text(cli.home),
        mend: text('--home'),
      });
      expect(cli.tree()).toEqual(before);
    },
    SLOW,
  );

  it(
    'for a file in place of the data directory',
    async () => {
      writeFileSync(cli.home, 'a file');
      const before = cli.tree();
      const { exit, code, where } = await refused(['--profile', 'demo'], how);
      expect({ exit, code }).toEqual({ exit: 2, code: text(/^BOTRC_HOME_(UNUSABLE|READONLY)$/) });
      expect(where).toContain(cli.home);
      expect(cli.tree()).toEqual(before);
    },
    SLOW,
  );
});

describe('a data directory that another bot holds', () => {
  it(
    'is told with its pid: refused in the foreground, pointed to in the background',
    async () => {
      cpSync(template.home, cli.home, { recursive: true });
      const holder = await holds(join(cli.home, 'demo'));
      const { pid } = holder;
      try {
        const before = cli.tree();
        expect(await refused(['--profile', 'demo'], ['--headless'])).toMatchObject({
          exit: 2,
          code: 'BOTRC_HOME_LOCKED',
          found: `pid ${pid}, profile demo`,
          where: join(cli.home, 'demo'),
          mend: text('bot attach'),
        });
        const { code, stdout, stderr } = await cli.bot('start', '--detach', '--json', '--profile', 'demo');
        expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, name: 'demo', pid });
        expect(stderr).toContain(`runs already (pid ${pid}`);
        expect(cli.tree()).toEqual(before);
      } finally {
        holder.kill('SIGKILL');
      }
    },
    SLOW,
  );
});

describe('a sandbox on a port in use', () => {
  it('is refused', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    try {
      expect(await cli.json('sandbox', '--exchange', 'bybit', '--port', String(port))).toMatchObject({
        code: 2,
        document: {
          error: { code: 'BOTRC_PORT_IN_USE', where: `127.0.0.1:${port}`, mend: text('--port') },
        },
      });
    } finally {
      other.close();
    }
  });
});

/** Another process that holds a bot's folder, and does nothing else. */
async function holds(folder: string): Promise<ChildProcess> {
  const lock = JSON.stringify(join(import.meta.dirname, '../../src/runtime/lock.ts'));
  const script = `import { acquireLock } from ${lock};
    acquireLock(${JSON.stringify(folder)}, { pid: process.pid, startedMs: 1, profile: 'demo' });
    console.log('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

/** Overwrites the middle of a file. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(8192, 'damage'), 0, 8192, Math.floor(fstatSync(file).size / 2));
  closeSync(file);
}
