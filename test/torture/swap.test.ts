import { expect, it } from 'vitest';
import { report, swapRun } from '../runtime/swap-run.ts';

const SWAPS = Number(process.env.BOTRC_TORTURE_RUNS ?? 1_000);

it.each(['inline', 'worker'] as const)(
  `${SWAPS} swaps between four profiles miss no event and orphan no order, host %s`,
  async (host) => {
    const run = await swapRun(SWAPS, 'torture', host);
    process.stderr.write(`host ${host}: ${report(run)}\n`);
    expect(run.flaws).toEqual([]);
  },
  Math.max(600_000, SWAPS * 10_000),
);
