import { expect, it } from 'vitest';
import { KillRun } from '../torture/kill/kill-run.ts';

// All of them: `npm run torture`.
it('equals the venue after it died at a statement of its journal, before and after it was durable', async () => {
  const report = await KillRun.play({
    seed: 'statement',
    kills: 0,
    speed: 100,
    faults: { lost: 0, mute: 0, drop: 0, lagMs: 10 },
    stops: ['after:1', 'after:3', 'before:5', 'after:5', 'before:9', 'after:9'],
  });
  expect(report.fills).toBeGreaterThan(10);
}, 900_000);
