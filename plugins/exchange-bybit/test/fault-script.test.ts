import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scriptedFaults, seededFaults, startSandbox } from '../src/sandbox/index.ts';

const READY = join(import.meta.dirname, '../faults');

describe('a script of faults', () => {
  it('strikes what it names, when it says, as often as it says', () => {
    const rule = { at: 'trade', of: 'order.c', nth: 2, times: 2, fault: { do: 'no-answer' } };
    const faults = scriptedFaults(JSON.stringify({ faults: [rule] }));
    const seen = ['order.create', 'order.amend', 'order.cancel', 'order.create', 'order.create'].map(
      (of) => faults('trade', of)?.do,
    );
    expect(seen).toEqual([undefined, undefined, 'no-answer', 'no-answer', undefined]);
    expect(faults('rest', 'order.create')).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['a place that there is not', '{"faults":[{"at":"moon","fault":{"do":"drop"}}]}'],
    ['a deed that there is not', '{"faults":[{"at":"rest","fault":{"do":"explode"}}]}'],
    ['a status without its number', '{"faults":[{"at":"rest","fault":{"do":"status"}}]}'],
  ])('is refused with %s', (_, text) => {
    expect(() => scriptedFaults(text)).toThrow(expect.objectContaining({ code: 'BOTRC_SANDBOX_FAULTS' }));
  });

  it.each(readdirSync(READY))('%s is ready to be used', (name) => {
    expect(() => scriptedFaults(readFileSync(join(READY, name), 'utf8'))).not.toThrow();
  });

  it('is read from a file, and a missing one is named', async () => {
    const source = { kind: 'synthetic', seed: 1 } as const;
    await expect(
      startSandbox({ port: 0, source, faultsFile: join(READY, 'nothing.json') }),
    ).rejects.toMatchObject({
      code: 'BOTRC_SANDBOX_FAULTS',
    });
    const sandbox = await startSandbox({ port: 0, source, faultsFile: join(READY, 'outage.json') });
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push((await fetch(`${sandbox.baseUrl}/v5/market/time`)).status);
    await sandbox.close();
    expect(statuses.filter((status) => status === 503)).toHaveLength(10);
    expect(statuses.slice(9, 19)).toEqual(Array.from({ length: 10 }, () => 503));
  });
});

describe('seeded faults', () => {
  it('are the same from the same seed, of every kind, and never more than asked for', () => {
    const play = (seed: string) => {
      const faults = seededFaults(seed, 1, 300);
      const struck = Array.from(
        { length: 2_000 },
        () => faults.source('trade', 'order.create')?.do ?? 'none',
      );
      return { struck, total: faults.total(), kinds: faults.struck.size };
    };
    expect(play('one')).toEqual(play('one'));
    expect(play('one').struck).not.toEqual(play('two').struck);
    expect(play('one').total).toBe(300);
    expect(play('one').kinds).toBeGreaterThan(5);
  });
});
