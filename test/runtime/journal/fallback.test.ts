import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { exportJournal } from '../../../src/runtime/archive/export-journal.ts';
import { importJournal } from '../../../src/runtime/archive/import-journal.ts';
import type { Journal, JournalEntry, JournalState } from '../../../src/runtime/journal/journal.ts';
import { JournalSearch } from '../../../src/runtime/journal/search.ts';
import { alert, decision, runStart, timer, usePlace } from './fixture.ts';

const place = usePlace();
const fallbackFile = (): string => join(place.folder, 'journal.fallback.jsonl');

/** Another process that holds the database, as long as it likes. */
function rival(): { release(): void } {
  const db = new DatabaseSync(join(place.folder, 'journal.db'));
  db.exec('BEGIN IMMEDIATE');
  return {
    release: () => {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function commit(journal: Journal, seq: number): void {
  journal.appendEvents([timer(seq)]);
  journal.appendEffects(decision(seq, alert(`effect of ${seq}`)));
  journal.commit();
}

/** A journal whose second and third commit lie beside it. */
function held() {
  const journal = place.open({ monotonic: () => 0 });
  journal.beginRun(runStart('one'));
  commit(journal, 1);
  const other = rival();
  commit(journal, 2);
  commit(journal, 3);
  return { journal, other };
}

const seqs = (entries: Iterable<JournalEntry>): number[] =>
  [...entries].map((entry) => (entry.kind === 'event' ? entry.event.seq : -entry.seq));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => [i + 1, -(i + 1)]).flat();

describe('a journal.db that cannot be written for a while (P-5)', () => {
  it('loses nothing: entries are durable beside it, and are taken in when it can be written again', () => {
    const states: JournalState['kind'][] = [];
    const journal = place.open({ onState: ({ kind }) => states.push(kind), monotonic: () => 0 });
    journal.beginRun(runStart('one'));
    commit(journal, 1);
    const other = rival();
    commit(journal, 2);
    commit(journal, 3);
    expect(states).toEqual(['fallback']);
    expect(seqs(journal.load().entries)).toEqual(upTo(3));
    // As a crash now would leave it: whoever looks finds all of it.
    expect(seqs(place.open({ readOnly: true }).load().entries)).toEqual(upTo(3));
    const crashed = readFileSync(fallbackFile());
    other.release();
    journal.tick(10_000);
    expect(states).toEqual(['fallback', 'recovered']);
    commit(journal, 4);
    journal.close();
    expect(seqs(place.open().load().entries)).toEqual(upTo(4));

    // A crash after it was taken in and before the file was cleared.
    writeFileSync(fallbackFile(), crashed);
    expect(seqs(place.open().load().entries)).toEqual(upTo(4));
  });

  it('is searched with what lies beside it, and the same after that was taken in', () => {
    const { journal, other } = held();
    const asked = (): unknown => {
      const search = new JournalSearch(place.folder);
      try {
        return {
          all: [...search.entries(1, 10)],
          last: search.last(2, 10),
          mentioned: search.mentioning('effect of 3'),
          between: search.between(timer(2).at, timer(3).at).map(({ seq }) => seq),
          newest: search.newest('timer', 10),
          places: [
            search.lastAt(timer(2).at),
            search.firstAfter(timer(2).at),
            search.firstAfter(timer(3).at),
          ],
        };
      } finally {
        search.close();
      }
    };
    const meanwhile = asked();
    expect(meanwhile).toMatchObject({
      all: { length: 6 },
      last: [
        { kind: 'event', seq: 3 },
        { kind: 'decision', seq: 3 },
      ],
      mentioned: [{ kind: 'decision', seq: 3 }],
      between: [2, 2, 3, 3],
      newest: timer(3),
      places: [{ seq: 2 }, { seq: 3 }, undefined],
    });
    other.release();
    journal.tick(10_000);
    expect(readFileSync(fallbackFile()).every((byte) => byte === 0)).toBe(true);
    expect(asked()).toEqual(meanwhile);
  });

  it('is exported with what lies beside it, each entry once', async () => {
    const { other } = held();
    const to = join(place.folder, '..', 'held.botrc');
    await exportJournal({ folder: place.folder, to, tape: true });
    const { folder, report } = await importJournal(to, (name) => join(place.folder, '..', `${name}-2`));
    expect(report).toMatchObject({ ok: true, entries: { count: 6 } });
    const there = place.open({ folder });
    expect(seqs(there.load().entries)).toEqual(upTo(3));
    there.close();
    other.release();
  });

  it('is taken in at the next start where the bot stopped meanwhile; a line that a crash cut off never counted', () => {
    const { other } = held();
    other.release();
    const bytes = readFileSync(fallbackFile());
    const end = bytes.indexOf(0);
    copyFileSync(join(place.folder, 'journal.db'), join(place.folder, 'sound.db'));
    // Cut within the last line, which is the decision of 3.
    writeFileSync(fallbackFile(), bytes.fill(0, end - 20));
    const next = place.open();
    expect(seqs(next.load().entries)).toEqual(upTo(3).slice(0, -1));
    expect(next.lastSeq).toBe(3);
    next.appendEvents([timer(4)]);
    next.commit();
    next.close();
    expect(readFileSync(fallbackFile()).some((byte) => byte !== 0)).toBe(false);
  });

  it('is told of once where commits in a row are slow, not where one is', () => {
    let now = 0;
    const slow: JournalState[] = [];
    const journal = place.open({
      onState: (state) => slow.push(state),
      monotonic: () => {
        now += 3000;
        return now;
      },
    });
    commit(journal, 1);
    commit(journal, 2);
    expect(slow).toEqual([]);
    commit(journal, 3);
    commit(journal, 4);
    expect(slow).toEqual([{ kind: 'slow', ms: 3000 }]);
  });
});
