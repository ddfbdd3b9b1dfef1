import { describe, expect, it } from 'vitest';
import { HostileWalk } from './hostile-walk.ts';

/** The same with 100,000 steps a seed: `npm run torture`. */
describe('a strategy that asks for anything at all (R-1, R-2, R-3, R-4, R-6)', () => {
  it.each([1, 2, 3])('never exceeds a limit on exposure nor adds risk past a loss limit: seed %i', (seed) => {
    const report = new HostileWalk(seed, 3_000).run();
    // The walk is worth something only where all of it happens.
    expect(report.submits).toBeGreaterThan(200);
    expect(report.fills).toBeGreaterThan(100);
    expect(report.lateFills).toBeGreaterThan(20);
    expect(report.lost).toBeGreaterThan(5);
  });
});
