import { describe, expect, it } from 'vitest';
import { runChaos } from '../torture/chaos/chaos-run.ts';

describe('a bot on Bybit while a hundred things go wrong (E-1, E-5, E-6)', () => {
  it('has the books of the venue in the end', { timeout: 400_000 }, async () => {
    const figures = await runChaos({ seed: 'ci', faults: 100, probability: 0.4, limitMs: 240_000 });
    console.log(JSON.stringify(figures));
    expect(figures).toMatchObject({
      faults: 100,
      differences: [],
      repeated: [],
      unapproved: [],
      rejections: [],
    });
    expect(figures.error).toBeUndefined();
    expect(figures.fills).toBeGreaterThan(10);
  });
});
