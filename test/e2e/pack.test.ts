import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, endOf } from '../cli/run-bot.ts';
import { eventLines, SLOW } from './bot-cli.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Building from nothing, and fetching what is not in npm's cache. */
const PATIENCE = 600_000;

const folder: string = mkdtempSync(join(tmpdir(), 'botrc-pack-'));
const clone: string = join(folder, 'clone');
const prefix: string = join(folder, 'prefix');
const empty: string = join(folder, 'empty');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The sources apart, so that packing, which builds from nothing, takes no build away from who uses it. */
function copySources(): void {
  const left = new Set(['.git', 'node_modules', 'dist', 'test']);
  cpSync(ROOT, clone, { recursive: true, filter: (path) => path === ROOT || !left.has(basename(path)) });
  const modules = join(clone, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@botrc') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  // The workspaces, by links that are relative: they lead to those of the copy.
  cpSync(join(ROOT, 'node_modules/@botrc'), join(modules, '@botrc'), {
    recursive: true,
    verbatimSymlinks: true,
  });
}

function npm(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** `bot …args` as it was installed, under the Node of the system. */
async function bot(...args: readonly string[]): Promise<Ended> {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const env = { PATH: path.join(delimiter), HOME: empty, BOTRC_HOME: join(folder, 'home'), NO_COLOR: '1' };
  return endOf(spawn(join(prefix, 'bin/bot'), args, { cwd: empty, env }));
}

beforeAll(() => {
  copySources();
  mkdirSync(prefix);
  mkdirSync(empty);
  npm(clone, 'pack', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  npm(
    folder,
    'install',
    '--global',
    '--prefix',
    prefix,
    '--prefer-offline',
    '--no-audit',
    join(folder, tarball),
  );
}, PATIENCE);

it.each([['--help'], ['start --help'], ['profiles diff --help'], ['--version']])(
  'its rendered `bot %s` is what the parser prints',
  async (line) => {
    const words = line.split(' ');
    const rendered = await bot(...words);
    // What is asked with one word more is not rendered beforehand.
    expect(rendered).toEqual(await bot(...words, '--no-color'));
    expect(rendered).toMatchObject({ code: 0, stderr: '' });
    const modules = spawnSync(process.execPath, [join(prefix, 'bin/bot'), ...words], {
      env: { NODE_OPTIONS: `--import=${join(ROOT, 'test/cli/loaded-modules.ts')}` },
      encoding: 'utf8',
    });
    expect(modules.stdout).toBe(rendered.stdout);
    expect(modules.stderr).not.toContain('/dist/');
  },
);

it(
  'the package, installed elsewhere, starts the demo from an empty folder',
  async () => {
    const ended = await bot('start', '--profile', 'demo', '--headless', '--duration', '8s');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(eventLines(ended.stdout).at(-1)).toMatchObject({ event: 'summary', profile: 'demo' });
    expect(readdirSync(empty)).toEqual([]);
  },
  SLOW,
);

it(
  'and trades with a strategy file and a profile of that folder',
  async () => {
    writeFileSync(join(empty, 'mine.yml'), 'extends: demo\nstrategies: [{ plugin: ./mine.ts }]\n');
    writeFileSync(
      join(empty, 'mine.ts'),
      `import { createEma, pushEma } from '@botrc/indicators';
      import { type Answer, type Bar, defineStrategy } from '@botrc/sdk';
      import { z } from 'zod';

      export default defineStrategy({
        name: 'mine',
        version: '1.0.0',
        params: z.strictObject({ length: z.int().default(5) }),
        subscribe: (_params, { instruments }) =>
          instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
        warmup: ({ length }) => ({ '1m': length }),
        create({ length }, { instruments }) {
          const state = Object.fromEntries(instruments.map(({ id }) => [id, createEma(length)]));
          return {
            state,
            onBar(bar: Bar, context): Answer {
              const average = pushEma(state[bar.instrument]!, bar.close);
              if (average === undefined || context.position(bar.instrument).quantity !== 0) return;
              const side = bar.close > average ? 'buy' : 'sell';
              const stop = Math.round(bar.close * (side === 'buy' ? 0.98 : 1.02));
              return { type: 'signal', instrument: bar.instrument, side, stop, reason: 'beside its average' };
            },
          };
        },
      });`,
    );
    const ended = await bot('start', '--profile', 'mine.yml', '--headless', '--duration', '8s');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const summary = eventLines(ended.stdout).at(-1);
    expect(summary).toMatchObject({ profile: 'mine', strategies: [{ name: 'mine', version: '1.0.0' }] });
    expect(summary.counters.fills).toBeGreaterThanOrEqual(1);
  },
  SLOW,
);
