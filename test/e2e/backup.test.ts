import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encode } from '../../src/core/codec.ts';
import type { Facts } from '../../src/core/facts.ts';
import { factsBefore } from '../../src/runtime/explain/facts-before.ts';
import { JournalSearch } from '../../src/runtime/journal/search.ts';
import { BotCli, eventLines, PATIENT, SLOW } from './bot-cli.ts';

let cli: BotCli;
beforeEach(() => {
  cli = new BotCli();
});
afterEach(() => cli.remove(), SLOW);

const sha = (facts: Facts | undefined): string => createHash('sha256').update(encode(facts)).digest('hex');

describe('bot backup of a running bot, and bot restore elsewhere', () => {
  it(
    'starts with equal state: facts, positions, cash and orders as they were at that moment',
    async () => {
      cli.spawn(['start', '--profile', 'demo', '--headless']);
      await vi.waitFor(async () => {
        const { counters } = await cli.status();
        expect(counters.fills).toBeGreaterThanOrEqual(2);
      }, PATIENT);
      const copy = join(cli.folder, 'copy');
      const other = join(cli.folder, 'other');
      const { code, document: made } = await cli.json('backup', copy);
      expect({ code, ...made }).toMatchObject({ code: 0, name: 'demo', folder: copy });
      expect(made.files.map(({ file }: { file: string }) => file)).toEqual(
        expect.arrayContaining(['journal.db', 'tape/000001.db', 'venue.db']),
      );
      expect((await cli.bot('restore', copy, '--home', other)).code).toBe(0);

      const there = await cli.bot(
        ...['start', '--profile', 'demo', '--headless', '--duration', '3s', '--home', other],
      );
      expect({ code: there.code, stderr: there.stderr }).toEqual({ code: 0, stderr: '' });
      const summary = eventLines(there.stdout).at(-1);
      expect(summary.risk.killSwitch.active).toBe(false);

      // What the second bot began with is what the first one knew at that moment, byte for byte.
      const search = new JournalSearch(join(other, 'demo'));
      const second = search.runs().at(-1)?.firstSeq ?? 0;
      search.close();
      const then = factsBefore(join(cli.home, 'demo'), made.seq + 1);
      expect(then?.orders.size).toBeGreaterThan(0);
      expect(sha(factsBefore(join(other, 'demo'), second))).toBe(sha(then));
      expect(made.factsSha256).toBe(sha(then));
      // And nothing was found to differ from the books of its venue.
      const lines = eventLines(there.stdout);
      expect(lines.find(({ event }) => event === 'reconciled')).toMatchObject({ cause: 'start', items: [] });
    },
    SLOW,
  );
});
