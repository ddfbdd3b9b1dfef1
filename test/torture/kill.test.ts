import { describe, expect, it } from 'vitest';
import { type KillPlan, KillRun } from './kill/kill-run.ts';

/** How many kills, at least 200 for a release; from which seed. */
const KILLS = Number(process.env.BOTRC_TORTURE_KILLS ?? 200);
const SEED = process.env.BOTRC_TORTURE_SEED ?? 'torture';

/** Each kill with its restart takes some 4 s; a busy machine takes its time. */
const LIMIT_MS = 60_000 + KILLS * 30_000;

describe.each<readonly [string, KillPlan['faults']]>([
  ['that answers everything', { lost: 0, mute: 0, drop: 0, lagMs: 40 }],
  ['that loses requests, answers and connections', { lost: 0.02, mute: 0.03, drop: 0.01, lagMs: 40 }],
])('a bot killed again and again, at a venue %s', (_kind, faults) => {
  it(
    'equals the venue after each time, and nothing that was acknowledged is lost',
    async () => {
      const report = await KillRun.play({ seed: SEED, kills: KILLS / 2, speed: 100, faults });
      // Figures of a long run are what it is for.
      console.info(JSON.stringify(report));
      expect(report.fills).toBeGreaterThan(KILLS);
    },
    LIMIT_MS,
  );
});
