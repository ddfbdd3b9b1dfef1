import { describe, expect, it } from 'vitest';
import { runChaos } from './chaos/chaos-run.ts';

/** Together; each life begins with a venue and a bot of its own. */
const FAULTS = Number(process.env.BOTRC_TORTURE_FAULTS ?? 5_000);
const A_LIFE = 250;

describe('bots on Bybit while thousands of things go wrong (E-1, E-5, E-6)', () => {
  it(`have the books of the venue after ${FAULTS} faults`, { timeout: 3_600_000 }, async () => {
    let struck = 0;
    for (let life = 1; struck < FAULTS; life++) {
      const faults = Math.min(A_LIFE, FAULTS - struck);
      const seed = `${process.env.BOTRC_TORTURE_SEED ?? 'torture'}-${life}`;
      const figures = await runChaos({ seed, faults, probability: 0.4, limitMs: 1_200_000 });
      console.log(JSON.stringify({ seed, ...figures }));
      expect(figures).toMatchObject({
        faults,
        differences: [],
        repeated: [],
        unapproved: [],
        rejections: [],
      });
      expect(figures.error).toBeUndefined();
      struck += figures.faults;
    }
  });
});
