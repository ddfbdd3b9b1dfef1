import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextUint, seedRandom } from '../../src/sdk/values/random.ts';
import type { Size } from '../../src/tui/state.ts';
import { MatrixTui, SIZES, STATES } from './matrix.ts';
import { buildTui } from './terminal/build-tui.ts';
import { hasPty } from './terminal/pty.ts';

/** All sizes in all orders, or, in CI, a seeded half of the sizes. */
const ALL = process.env.BOTRC_TORTURE_RUNS !== undefined;

let folder: string;

beforeAll(() => {
  buildTui();
  folder = mkdtempSync(join(tmpdir(), 'botrc-'));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every size after every other. */
const EVERY_STEP: readonly number[] = [0, 1, 0, 2, 0, 3, 1, 2, 1, 3, 2, 3, 0];

function sizesFor(state: string): readonly Size[] {
  if (ALL) return EVERY_STEP.map((i) => SIZES[i] as Size);
  const random = seedRandom(`matrix/${state}`);
  const first = nextUint(random) % 4;
  const second = (first + 1 + (nextUint(random) % 3)) % 4;
  return [first, second, first].map((i) => SIZES[i] as Size);
}

describe.skipIf(!hasPty)('on a real terminal', () => {
  it.each(STATES)(
    '%s: every cell is what it should be, at every size and after every change of it',
    async (state) => {
      const tui = new MatrixTui(state, join(folder, `${state}.sock`));
      const [first, ...others] = sizesFor(state);
      if (first === undefined) throw new Error('no size');
      try {
        await tui.open(first);
        await golden(state, first, await tui.isExact(first));
        for (const size of others) {
          tui.resize(size);
          await golden(state, size, await tui.isExact(size));
        }
      } finally {
        await tui.close();
      }
    },
    180_000,
  );
});

/** Looked at by eye when they change: `npm run torture -- tui-matrix -u` writes all of them anew. */
async function golden(state: string, { columns, rows }: Size, text: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `matrix/${state}-${columns}x${rows}.txt`));
}
