import { botProgram } from '../bot.ts';
import { median } from '../median.ts';
import { runProgram } from '../program.ts';
import type { Row } from '../row.ts';

/** Runs per asked run: each is short, and a short time is a noisy one. */
const EACH = 3;

/** Wall time of `bot --help`, beside a Node that does nothing. */
export const help: Row = {
  name: 'help',
  async run(bench) {
    const [node, file] = botProgram();
    await time(node, [file, '--help']); // Fills the compile cache, as a user's first command does.
    const ours: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < EACH * bench.runs; i++) {
      bare.push(await time(node, ['-e', '0']));
      ours.push(await time(node, [file, '--help']));
    }
    return [
      { name: 'help.bot', value: median(ours), unit: 'ms' },
      { name: 'help.node', value: median(bare), unit: 'ms' },
      { name: 'help.ratio', value: median(ours.map((ms, i) => ms / bare[i]!)), unit: 'x' },
    ];
  },
};

async function time(command: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  await runProgram(command, args);
  return performance.now() - startedMs;
}
