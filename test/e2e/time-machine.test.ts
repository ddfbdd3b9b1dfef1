import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTmux, Tmux } from '../tui/terminal/tmux.ts';
import { BotCli, SLOW } from './bot-cli.ts';

let cli: BotCli;
let run: string;
/** The third order of the run. */
let order: string;

beforeAll(async () => {
  cli = new BotCli();
  const { code } = await cli.bot('start', '--profile', 'demo', '--headless', '--duration', '5s');
  expect(code).toBe(0);
  const runs = await cli.json('journal', 'list');
  run = runs.document.runs.at(-1).run;
  const shown = await cli.bot('journal', 'export', '--table', 'orders', '--name', 'demo');
  order = JSON.parse(shown.stdout.split('\n')[2] ?? '{}').clientOrderId;
}, SLOW);
afterAll(() => cli.remove(), SLOW);

describe(
  'bot replay --speed',
  () => {
    it('paces a replay that nobody looks at, and compares it all the same', async () => {
      const { code, document } = await cli.json('replay', run, '--speed', '2000', '--from', order);
      expect(code).toBe(0);
      expect(document).toMatchObject({ equal: true, run, difference: null });
      expect(document.replayedSha256).toBe(document.recordedSha256);
    });

    it.each([
      [['--from', '5'], 2, 'BOTRC_USAGE'],
      [['--speed', '0'], 2, 'BOTRC_USAGE'],
      [['--speed', 'fast'], 2, 'BOTRC_USAGE'],
      [['--speed', '10', '--from', 'nowhere'], 4, 'BOTRC_TAPE_TARGET'],
    ])('refuses %j', async (args, exit, told) => {
      const { code, document } = await cli.json('replay', run, ...args);
      expect([code, document.error.code]).toEqual([exit, told]);
    });
  },
  SLOW,
);

describe.skipIf(!hasTmux)('a time machine in a terminal', () => {
  it.each([
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
  ])(
    'of $columns columns is paused, sent to an order, stepped and sped up, and ends with what came of it',
    async (size) => {
      const env = `env HOME=${cli.folder} BOTRC_HOME=${cli.home} NO_COLOR=1`;
      const tmux = new Tmux(
        `tape${size.columns}`,
        size,
        `${env} ${cli.command('replay', run, '--speed', '0.5')}`,
      );
      try {
        await tmux.shows('REPLAY', /x0\.5 +\d+\/\d+/, 'Space pause');
        tmux.keys('Space');
        await tmux.shows('PAUSED');
        tmux.keys('o');
        await tmux.shows('To right before');
        // Keys of a dialog's first moment are dropped.
        await new Promise((resolve) => setTimeout(resolve, 400));
        tmux.keys(...order, 'Enter');
        const there = await tmux.shows(/PAUSED .*\d+\/\d+/, /^(?![\s\S]*right before)/);
        const seq = Number(/(\d+)\/\d+/.exec(there)?.[1]);
        tmux.keys('.');
        await tmux.shows(`${seq + 1}/`, 'submit');
        tmux.keys('+');
        tmux.keys('Space');
        await tmux.shows(/x1 /);
        tmux.keys('q');
        await tmux.shows(`run ${run}:`, 'equal: every effect is the same', 'ended 0');
      } finally {
        tmux.close();
      }
    },
    SLOW,
  );
});
