import { expect, it } from 'vitest';
import { HostileWalk } from '../core/risk/hostile-walk.ts';

const SEEDS = Number(process.env.BOTRC_TORTURE_RUNS ?? 5);

it.each(Array.from({ length: SEEDS }, (_, i) => i + 100))(
  'a hostile strategy of 100,000 steps never exceeds a limit: seed %i',
  (seed) => {
    const report = new HostileWalk(seed, 100_000).run();
    process.stdout.write(`${JSON.stringify({ seed, ...report })}\n`);
    expect(report.submits).toBeGreaterThan(1_000);
  },
  3_600_000,
);
