import { expect, it } from 'vitest';
import { KillRun } from './kill/kill-run.ts';

/** How many of the first statements of a run it dies at, before and after each; from which seed. */
const STATEMENTS = Number(process.env.BOTRC_TORTURE_STATEMENTS ?? 40);
const SEED = process.env.BOTRC_TORTURE_SEED ?? 'torture';

it(
  'a bot that dies before and after every statement of its journal equals the venue each time',
  async () => {
    const stops = Array.from({ length: STATEMENTS }, (_, i) => [`before:${i + 1}`, `after:${i + 1}`]).flat();
    const faults = { lost: 0, mute: 0, drop: 0, lagMs: 20 };
    const report = await KillRun.play({ seed: SEED, kills: 0, speed: 100, faults, stops });
    // Figures of a long run are what it is for.
    console.info(JSON.stringify({ stops: stops.length, ...report }));
    expect(report.fills).toBeGreaterThan(STATEMENTS);
  },
  60_000 + STATEMENTS * 240_000,
);
