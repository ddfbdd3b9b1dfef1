import { join } from 'node:path';
import { botProgram, inFreshHome } from '../bot.ts';
import { median } from '../median.ts';
import { runProgram } from '../program.ts';
import { findPython } from '../python.ts';
import type { Row } from '../row.ts';

const LOAD = join(import.meta.dirname, '../frame/tui-load.py');
/** One run takes a minute; more of them say little more. */
const MOST_RUNS = 3;
const SECONDS = 15;

/** What tui-load.py prints. */
interface Load {
  readonly mean: number;
  readonly most: number;
  readonly cpu: number;
  readonly market: number;
  readonly marketMost: number;
  readonly keyMs: number;
  readonly rssMiB: number;
  readonly slopeKiB: number;
  readonly idle: number;
}

/** What the terminal UI costs at 120x40 on the demo market: bytes, CPU, memory, and how long a key takes. */
export const tui: Row = {
  name: 'tui',
  async run(bench) {
    const python = await findPython();
    if (python === undefined || process.platform !== 'linux') {
      bench.note('tui: skipped, it needs python3 for a pseudo-terminal and /proc');
      return [];
    }
    const [node, file] = botProgram();
    const loads: Load[] = [];
    for (let i = 0; i < Math.min(bench.runs, MOST_RUNS); i++) {
      await inFreshHome(async (home) => {
        await runProgram(node, [file, 'start', '--profile', 'demo', '--detach', '--home', home]);
        const stop = [node, file, 'stop', '--home', home];
        const attach = [node, file, 'attach', '--home', home];
        const env = { TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
        const printed = await runProgram(python, [LOAD, String(SECONDS), ...stop, '--', ...attach], { env });
        loads.push(JSON.parse(printed) as Load);
      });
    }
    const of = (name: keyof Load): number => median(loads.map((load) => load[name]));
    return [
      { name: 'tui.bytes', value: of('mean'), unit: 'B/s' },
      { name: 'tui.bytes-most', value: of('most'), unit: 'B/s' },
      { name: 'tui.market', value: of('market'), unit: 'B/s' },
      { name: 'tui.market-most', value: of('marketMost'), unit: 'B/s' },
      { name: 'tui.idle', value: of('idle'), unit: 'B/s' },
      { name: 'tui.cpu', value: of('cpu') * 100, unit: '%' },
      { name: 'tui.key', value: of('keyMs'), unit: 'ms' },
      { name: 'tui.memory', value: of('rssMiB'), unit: 'MiB' },
      { name: 'tui.memory-slope', value: of('slopeKiB'), unit: 'KiB/s' },
    ];
  },
};
