import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { botProgram, inFreshHome } from '../bot.ts';
import { median } from '../median.ts';
import type { Row } from '../row.ts';

const SAMPLE_MS = 50;
/** One run is ten seconds of a bot; more of them say little more. */
const MOST_RUNS = 5;

/** Most memory that the demo ever has resident in ten seconds, beside a Node that does nothing. */
export const memory: Row = {
  name: 'memory',
  async run(bench) {
    if (!existsSync('/proc/self/status')) {
      bench.note('memory: skipped, this system has no /proc');
      return [];
    }
    const [node, file] = botProgram();
    const ours: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < Math.min(bench.runs, MOST_RUNS); i++) {
      bare.push(await peakMiB(node, ['-e', 'setTimeout(() => {}, 500)']));
      const args = [file, 'start', '--profile', 'demo', '--headless', '--duration', '10s', '--home'];
      ours.push(await inFreshHome((home) => peakMiB(node, [...args, home])));
    }
    return [
      { name: 'memory.bot', value: median(ours), unit: 'MiB' },
      { name: 'memory.node', value: median(bare), unit: 'MiB' },
    ];
  },
};

/** The kernel's own high-water mark of the process, its worker threads included, as last seen before its end. */
function peakMiB(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'ignore' });
  let peakKiB = 0;
  const look = (): void => {
    peakKiB = Math.max(peakKiB, highWaterKiB(child.pid ?? 0));
  };
  const timer = setInterval(look, SAMPLE_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peakKiB / 1024);
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

function highWaterKiB(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It has ended between two looks.
    return 0;
  }
}
