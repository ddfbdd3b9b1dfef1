import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMarketData } from '../../../src/core/event.ts';
import type { Journal, JournalEntry } from '../../../src/runtime/journal/journal.ts';
import { memoryJournal } from '../../../src/runtime/journal/memory-journal.ts';
import { alert, decision, factsAt, play, runStart, timer, trade, turns, usePlace } from './fixture.ts';

const place = usePlace();
const kinds: [string, () => Journal][] = [
  ['in memory', memoryJournal],
  ['on disk', () => place.open()],
];

describe.each(kinds)('a journal %s', (_kind, make) => {
  it('is new with seq 0 and nothing to load', () => {
    const journal = make();
    expect([journal.lastSeq, journal.lastAt]).toEqual([0, 0]);
    expect([...journal.load().entries]).toEqual([]);
    expect(journal.load().snapshot).toBeUndefined();
    expect(journal.runs()).toEqual([]);
    expect(() => journal.replay('one')).toThrow(expect.objectContaining({ code: 'BOTRC_JOURNAL_RUN' }));
  });

  it('loads what was committed: by seq, an event before its effects, market data left out', () => {
    const journal = make();
    journal.appendEvents([timer(1), trade(2), timer(3)]);
    journal.appendEffects(decision(1));
    journal.appendEffects(decision(2, alert('a'), alert('b')));
    journal.appendEffects(decision(3, alert('c')));
    expect([...journal.load().entries]).toEqual([]);
    journal.commit();
    journal.appendEvents([timer(4)]);
    const effect = (seq: number, index: number, text: string): JournalEntry => ({
      kind: 'effect',
      seq,
      at: timer(seq).at,
      index,
      effect: alert(text),
    });
    expect([...journal.load().entries]).toEqual([
      { kind: 'event', event: timer(1) },
      effect(2, 0, 'a'),
      effect(2, 1, 'b'),
      { kind: 'event', event: timer(3) },
      effect(3, 0, 'c'),
    ]);
    expect([journal.lastSeq, journal.lastAt]).toEqual([4, timer(4).at]);
  });

  it('loads the newest snapshot and only what came after its facts', () => {
    const journal = make();
    journal.appendEvents([timer(1), trade(2)]);
    journal.snapshot(2, factsAt(1));
    journal.appendEvents([timer(3), timer(4)]);
    // The event at 4 waits for its effects, and the facts do not have it.
    journal.snapshot(4, factsAt(3));
    expect([...journal.load().entries]).toEqual([]);
    journal.appendEffects(decision(4, alert('late')));
    journal.commit();
    expect(journal.load().snapshot).toEqual({ seq: 4, facts: factsAt(3) });
    expect([...journal.load().entries].map((entry) => entry.kind)).toEqual(['event', 'effect']);
  });

  it('tells runs apart and replays each', () => {
    const journal = make();
    journal.beginRun(runStart('one'));
    journal.appendEvents([timer(1), trade(2), timer(3)]);
    journal.appendEffects(decision(2, alert('a')));
    journal.commit();
    journal.endRun('one', 5000, { left: 10n });
    journal.beginRun(runStart('two'));
    journal.appendEvents([trade(4), timer(5)]);
    journal.appendEffects(decision(5, alert('b')));
    journal.commit();
    expect([...journal.replay('one')]).toEqual([timer(1), trade(2), timer(3)]);
    expect([...journal.replay('two')]).toEqual([trade(4), timer(5)]);
    expect([...journal.effects('one')]).toEqual([decision(2, alert('a'))]);
    expect([...journal.effects('two')]).toEqual([decision(5, alert('b'))]);
    expect(journal.runs()).toEqual([
      { ...runStart('one'), firstSeq: 1, ended: { endedMs: 5000, lastSeq: 3, summary: { left: 10n } } },
      { ...runStart('two'), firstSeq: 4 },
    ]);
  });

  it('refuses runs that repeat or are unknown', () => {
    const journal = make();
    journal.beginRun(runStart('one'));
    const refusal = expect.objectContaining({ code: 'BOTRC_JOURNAL_RUN' });
    expect(() => journal.beginRun(runStart('one'))).toThrow(refusal);
    expect(() => journal.endRun('two', 1, {})).toThrow(refusal);
    expect(() => [...journal.replay('two')]).toThrow(refusal);
    expect(() => [...journal.effects('two')]).toThrow(refusal);
  });

  it('refuses what comes out of order, and takes nothing of it', () => {
    const journal = make();
    const refusal = expect.objectContaining({ code: 'BOTRC_JOURNAL_ORDER' });
    journal.appendEvents([timer(1), timer(2)]);
    expect(() => journal.appendEvents([timer(3), timer(3)])).toThrow(refusal);
    expect(() => journal.appendEffects(decision(3, alert('early')))).toThrow(refusal);
    journal.appendEffects(decision(2, alert('first')));
    expect(() => journal.appendEffects(decision(1, alert('back')))).toThrow(refusal);
    journal.commit();
    expect(() => journal.appendEffects(decision(2, alert('late')))).toThrow(refusal);
    expect([...journal.load().entries]).toHaveLength(3);
    journal.appendEvents([timer(3)]);
    expect(journal.lastSeq).toBe(3);
  });
});

describe('both kinds', () => {
  it('hold the same, whatever is appended, committed and begun', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const memory = memoryJournal();
        const disk = place.open({ folder: `${place.folder}-${Math.random()}` });
        play(memory, all);
        play(disk, all);
        expect(disk.lastSeq).toBe(memory.lastSeq);
        expect([...disk.load().entries]).toEqual([...memory.load().entries]);
        expect(disk.load().snapshot).toEqual(memory.load().snapshot);
        expect(disk.runs()).toEqual(memory.runs());
        for (const { run } of memory.runs()) {
          expect([...disk.effects(run)]).toEqual([...memory.effects(run)]);
          expect(outcome(disk, run)).toEqual(outcome(memory, run));
        }
        disk.close();
      }),
      { numRuns: 25 },
    );
  });

  /** Events that were never committed make holes, in both alike. */
  function outcome(journal: Journal, run: string): unknown {
    try {
      return [...journal.replay(run)];
    } catch (error) {
      return (error as { code?: string }).code;
    }
  }
});

describe('a journal that is opened again', () => {
  it('is exactly what was committed, in order, whenever it was left', () => {
    fc.assert(
      fc.property(fc.array(turns, { minLength: 1, maxLength: 3 }), (lives) => {
        const folder = `${place.folder}-${Math.random()}`;
        const expected: JournalEntry[] = [];
        let covered = 0;
        for (const [life, all] of lives.entries()) {
          const journal = place.open({ folder });
          const { events, decisions } = play(journal, all, `r${life}x`);
          if (all.some((turn) => turn.after === 'snapshot')) covered = journal.load().snapshot?.seq ?? 0;
          const effects = decisions.flatMap(({ seq, at, effects: list }) =>
            list.map((effect, index): JournalEntry => ({ kind: 'effect', seq, at, index, effect })),
          );
          const facts = events
            .filter((e) => !isMarketData(e.type))
            .map((event): JournalEntry => ({ kind: 'event', event }));
          const seqOf = (entry: JournalEntry): number =>
            entry.kind === 'event' ? entry.event.seq : entry.seq;
          expected.push(...[...facts, ...effects].sort((a, b) => seqOf(a) - seqOf(b)));
          journal.close();
          const again = place.open({ folder });
          const later = expected.filter((entry) => seqOf(entry) > covered);
          expect([...again.load().entries]).toEqual(later);
          expect(again.lastSeq).toBeGreaterThanOrEqual(Math.max(0, ...expected.map(seqOf)));
          again.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the newest three snapshots and the first of each run', () => {
    const journal = place.open();
    for (const [run, seqs] of [
      ['one', [1, 2, 3]],
      ['two', [4, 5, 6, 7]],
    ] as const) {
      journal.beginRun(runStart(run));
      for (const seq of seqs) {
        journal.appendEvents([timer(seq)]);
        journal.snapshot(seq, factsAt(seq));
      }
    }
    journal.close();
    const db = new DatabaseSync(join(place.folder, 'journal.db'), { readOnly: true });
    const kept = db.prepare('SELECT seq FROM snapshots ORDER BY seq').all();
    db.close();
    expect(kept.map((row) => row.seq)).toEqual([1, 4, 5, 6, 7]);
  });

  it('can be read beside its writer, which goes on, and refuses appends', () => {
    const writer = place.open();
    writer.appendEvents([timer(1)]);
    writer.commit();
    const reader = place.open({ readOnly: true });
    expect([...reader.load().entries]).toHaveLength(1);
    expect(() => reader.appendEvents([timer(2)])).toThrow(
      expect.objectContaining({ code: 'BOTRC_JOURNAL_WRITE' }),
    );
    expect(() => reader.beginRun(runStart('x'))).toThrow(
      expect.objectContaining({ code: 'BOTRC_JOURNAL_WRITE' }),
    );
    writer.appendEvents([timer(2)]);
    writer.commit();
    expect([...reader.load().entries]).toHaveLength(2);
  });

  it('is missing where there is none, and reading makes none', () => {
    const read = (): unknown => place.open({ readOnly: true });
    expect(read).toThrow(expect.objectContaining({ code: 'BOTRC_JOURNAL_MISSING' }));
    expect(read).toThrow(expect.objectContaining({ code: 'BOTRC_JOURNAL_MISSING' }));
  });
});
