import { join } from 'node:path';
import { botProgram, inFreshHome } from '../bot.ts';
import { median } from '../median.ts';
import { runProgram } from '../program.ts';
import { findPython } from '../python.ts';
import type { Row } from '../row.ts';

const PTY = join(import.meta.dirname, '../frame/first-frame.py');
/** The header before the bot has answered, and with the bot's data. */
const FIRST = 'botrc demo';
const LIVE = 'PAPER';

/** From the command to what a user sees, in a real pseudo-terminal: a cold start of the demo, and attaching to it. */
export const frame: Row = {
  name: 'frame',
  async run(bench) {
    const python = await findPython();
    if (python === undefined) {
      bench.note('frame: skipped, a pseudo-terminal needs python3');
      return [];
    }
    const bot = botProgram();
    const paint = async (...args: readonly string[]): Promise<readonly [first: number, live: number]> =>
      JSON.parse(await runProgram(python, [PTY, FIRST, LIVE, '--', ...bot, ...args])) as [number, number];
    const starts: (readonly [number, number])[] = [];
    const attaches: (readonly [number, number])[] = [];
    for (let i = 0; i < bench.runs; i++) {
      await inFreshHome(async (home) => {
        starts.push(await paint('start', '--profile', 'demo', '--home', home));
        try {
          attaches.push(await paint('attach', '--home', home));
        } finally {
          await runProgram(bot[0], [bot[1], 'stop', '--home', home]);
        }
      });
    }
    return [
      { name: 'frame.start', value: median(starts.map(([first]) => first)), unit: 'ms' },
      { name: 'frame.start-live', value: median(starts.map(([, live]) => live)), unit: 'ms' },
      { name: 'frame.attach', value: median(attaches.map(([first]) => first)), unit: 'ms' },
      { name: 'frame.attach-live', value: median(attaches.map(([, live]) => live)), unit: 'ms' },
    ];
  },
};
