import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exportJournal } from '../../../src/runtime/archive/export-journal.ts';
import { importJournal } from '../../../src/runtime/archive/import-journal.ts';
import { verifyJournal } from '../../../src/runtime/archive/verify-journal.ts';
import { type PruneTerms, pruneJournal } from '../../../src/runtime/journal/prune.ts';
import { loadFacts } from '../../../src/runtime/recovery/load-facts.ts';
import { alert, decision, factsAt, runStart, timer, trade, usePlace } from './fixture.ts';

const place = usePlace();
const DAY = 86_400_000;
const NOW = 1_000 * DAY;

/** Runs of four entries and two trades each, one a day, the last of them still open; as startup writes them. */
function write(runs: number): void {
  for (let run = 0; run < runs; run++) {
    const journal = place.open({ tape: { rollBytes: 1, keepMs: Number.MAX_SAFE_INTEGER } });
    const startedMs = NOW - (runs - run) * DAY;
    const before = journal.lastSeq;
    journal.beginRun({ ...runStart(`r${run}`), startedMs });
    if (before > 0) journal.snapshot(before, factsAt(before - 1));
    for (const seq of [before + 1, before + 3]) {
      journal.appendEvents([timer(seq), trade(seq + 1)]);
      journal.appendEffects(decision(seq, alert(`effect of ${seq}`)));
      journal.commit();
    }
    if (run < runs - 1) journal.endRun(`r${run}`, startedMs + 1000, {});
    journal.close();
  }
}

const terms = (wish: Partial<PruneTerms>): PruneTerms => ({
  folder: place.folder,
  nowMs: NOW,
  keepMs: 180 * DAY,
  keepTapeMs: 30 * DAY,
  dryRun: false,
  ...wish,
});

describe('pruning (P-2)', () => {
  it('leaves a journal that can be taken elsewhere: exported and brought in, it is the same, sum by sum', async () => {
    write(5);
    pruneJournal(terms({ keepMs: 2.5 * DAY }));
    const to = join(place.folder, '..', 'demo.botrc');
    await exportJournal({ folder: place.folder, to, tape: true });
    const { folder, report } = await importJournal(to, (name) => join(place.folder, '..', `${name}-2`));
    expect(report).toEqual(verifyJournal(place.folder));
    expect(report).toMatchObject({ ok: true, runs: 2, entries: { count: 8 } });
    const [here, there] = [place.open(), place.open({ folder })];
    expect([...there.effects('r3')]).toEqual([...here.effects('r3')]);
    expect([...there.replay('r4')]).toEqual([...here.replay('r4')]);
    expect(loadFacts(there)).toEqual(loadFacts(here));
    there.close();
    // And it is pruned on.
    expect(pruneJournal(terms({ folder, keepMs: 1.5 * DAY }))).toMatchObject({ runs: ['r3'], entries: 4 });
    expect(verifyJournal(folder).ok).toBe(true);
  });

  it('lets whole runs go to the archive, and what stays is as sound as before', () => {
    write(5);
    const before = place.open({ readOnly: true });
    const facts = loadFacts(before);
    const kept = [...before.effects('r3')];
    before.close();
    const plan = pruneJournal(terms({ keepMs: 2.5 * DAY, dryRun: true }));
    expect(plan).toMatchObject({ runs: ['r0', 'r1', 'r2'], entries: 12, archive: null });
    const done = pruneJournal(terms({ keepMs: 2.5 * DAY }));
    expect({ ...done, archive: null, tapeFiles: 0, tapeBytes: 0 }).toEqual({
      ...plan,
      tapeFiles: 0,
      tapeBytes: 0,
    });

    const journal = place.open();
    expect(journal.runs().map((row) => row.run)).toEqual(['r3', 'r4']);
    expect(loadFacts(journal)).toEqual(facts);
    expect([...journal.effects('r3')]).toEqual(kept);
    expect([...journal.replay('r4')].map((event) => event.seq)).toEqual([17, 18, 19, 20]);
    const next = journal.lastSeq + 1;
    journal.appendEvents([timer(next)]);
    journal.commit();
    journal.close();
    expect(verifyJournal(place.folder)).toMatchObject({ ok: true, runs: 2 });
    expect(pruneJournal(terms({ keepMs: 2.5 * DAY }))).toMatchObject({ runs: [], entries: 0 });

    const lines = zstdDecompressSync(readFileSync(String(done.archive)))
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
  });

  it('never lets the last run go, and nothing of a damaged journal', () => {
    write(3);
    expect(pruneJournal(terms({ keepMs: 0 }))).toMatchObject({ runs: ['r0', 'r1'] });
    const db = new DatabaseSync(join(place.folder, 'journal.db'));
    db.exec('UPDATE base SET at = at + 1');
    db.close();
    expect(() => pruneJournal(terms({ keepMs: 0 }))).toThrow(
      expect.objectContaining({ code: 'BOTRC_JOURNAL_CORRUPT' }),
    );
    expect(verifyJournal(place.folder).ok).toBe(false);
  });

  it('lets files of the tape go by age, never the newest', () => {
    write(4);
    const tape = (n: number): boolean => existsSync(join(place.folder, 'tape', `00000${n}.db`));
    expect([1, 2, 3, 4].map(tape)).toEqual([true, true, true, true]);
    const far = timer(1).at + 100 * DAY;
    expect(pruneJournal(terms({ nowMs: far, keepMs: Number.MAX_SAFE_INTEGER }))).toMatchObject({
      tapeFiles: 3,
      runs: [],
    });
    expect([1, 2, 3, 4].map(tape)).toEqual([false, false, false, true]);
  });
});
