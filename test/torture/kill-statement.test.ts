import { expect, it } from 'vitest';
import { KillRun } from './kill/kill-run.ts';

/** How many of the first statements of a run it dies at, before and after each; from which seed. */
const STATEMENTS = Number(process.env.BOTRC_TORTURE_STATEMENTS ?? 40);
/** How long it goes on at most, whatever the number of statements; what follows the last stop comes on top. */
const MINUTES = Number(process.env.BOTRC_TORTURE_MINUTES ?? 60);
const SEED = process.env.BOTRC_TORTURE_SEED ?? 'torture';

it(
  'a bot that dies before and after every statement of its journal equals the venue each time',
  async () => {
    const stops = Array.from({ length: STATEMENTS }, (_, i) => [`before:${i + 1}`, `after:${i + 1}`]).flat();
    const faults = { lost: 0, mute: 0, drop: 0, lagMs: 20 };
    const report = await KillRun.play({
      seed: SEED,
      kills: 0,
      speed: 100,
      faults,
      stops,
      limitMs: MINUTES * 60_000,
    });
    // Figures of a long run are what it is for.
    console.info(JSON.stringify({ planned: stops.length, ...report }));
    expect(report.stops).toBeGreaterThan(0);
    expect(report.fills).toBeGreaterThan(report.stops / 2);
  },
  (MINUTES + 15) * 60_000,
);
