import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SMALL_HEAP = join(import.meta.dirname, '../../src/runtime/small-heap.ts');

/** Room for new objects after many of them have come and gone, some living for a while. MiB. */
function roomFor(before: string): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8';
    ${before}
    let kept = [];
    for (let i = 0; i < 1_000_000; i++) {
      kept.push({ i, list: [i] });
      if (kept.length > 60_000) kept = kept.slice(30_000);
    }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20);
  `;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }),
  );
}

it('new objects of a bot have the room of the beginning, where V8 would take many times as much', () => {
  const small = roomFor(`import { keepHeapSmall } from ${JSON.stringify(SMALL_HEAP)}; keepHeapSmall();`);
  expect(small).toBeLessThanOrEqual(4);
  expect(roomFor('')).toBeGreaterThan(4 * small);
});
