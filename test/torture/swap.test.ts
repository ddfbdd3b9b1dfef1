import { expect, it } from 'vitest';
import { swapRun } from '../runtime/swap-run.ts';

const SWAPS = Number(process.env.BOTRC_TORTURE_RUNS ?? 1_000);

it(
  `${SWAPS} swaps between four profiles miss no event and orphan no order`,
  async () => {
    const { pausesMs, heap, fills, flaws } = await swapRun(SWAPS, 'torture');
    const sorted = [...pausesMs].sort((a, b) => a - b);
    const p = (q: number): string =>
      (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0).toFixed(2);
    const growth =
      heap.length < 2
        ? 'unknown: no --expose-gc'
        : `${(((heap.at(-1) as number) - (heap[1] as number)) / 1024).toFixed(0)} KiB`;
    process.stderr.write(
      `cut p50 ${p(0.5)} ms, p99 ${p(0.99)} ms; heap growth after the first tenth ${growth}; ${fills} fills\n`,
    );
    expect(flaws).toEqual([]);
  },
  Math.max(600_000, SWAPS * 10_000),
);
