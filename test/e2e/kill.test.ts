import { expect, it } from 'vitest';
import { KillRun } from '../torture/kill/kill-run.ts';

it('equals the venue after each of 20 kills, and nothing that was acknowledged is lost', async () => {
  const report = await KillRun.play({
    seed: 'kill',
    kills: 20,
    speed: 100,
    faults: { lost: 0, mute: 0, drop: 0, lagMs: 40 },
  });
  expect(report.fills).toBeGreaterThan(100);
  expect(report.seen.fills).toBeGreaterThan(100);
}, 900_000);
