import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import { verifyJournal } from '../../../src/runtime/archive/verify-journal.ts';
import { entriesIn, entryCount, link, linkHash } from '../../../src/runtime/journal/block.ts';
import { type Draft, decisionDraft, eventDraft, inOrder } from '../../../src/runtime/journal/entry.ts';
import { JournalSearch } from '../../../src/runtime/journal/search.ts';
import { alert, at, decision, factsAt, runStart, timer, usePlace } from './fixture.ts';

const place = usePlace();
const CASES = Number(process.env.BOTRC_TORTURE_RUNS ?? 1_000);

const draft: fc.Arbitrary<Omit<Draft, 'seq' | 'at'>> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).map((timerId) => {
    const { kind, type, body } = eventDraft({ type: 'timer', timerId, seq: 1, at: 1 });
    return { kind, type, body };
  }),
  fc.string({ unit: 'binary', maxLength: 9 }).map((text) => {
    const { kind, type, body } = decisionDraft(decision(1, alert(`],\n[${text}`)));
    return { kind, type, body };
  }),
  fc.constant({ kind: 0, type: 'config', body: '{"type":"config"}' } as const),
);

/** One commit of `count` timers, each of which leads to an alert. */
function commitOf(from: number, count: number): void {
  const journal = place.open();
  if (from === 1) journal.beginRun(runStart('one'));
  const events = Array.from({ length: count }, (_, i) => timer(from + i));
  journal.appendEvents(events);
  for (const { seq } of events) journal.appendEffects(decision(seq, alert(`effect of ${seq}`)));
  journal.commit();
  journal.close();
}

describe('many entries of one commit are one row', () => {
  it('out of which come the entries that went in, in their places, each block held by the one before', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 60 }), fc.nat(1000), (shapes, n) => {
        const drafts = shapes.map((shape, i) => ({ ...shape, seq: i + 1, at: 5 + i }));
        const blocks = link({ n, hash: 'abc' }, drafts);
        const rows = blocks.flatMap(entriesIn);
        expect(rows).toEqual([...drafts].sort(inOrder).map((row, i) => ({ ...row, n: n + 1 + i })));
        let before = { n, hash: 'abc' };
        for (const block of blocks) {
          expect(block.n).toBe(before.n + entryCount(block));
          expect(block.hash).toBe(linkHash(before.hash, block));
          if (entriesIn(block).some(({ type }) => type === 'config')) expect(block.kind).toBe(0);
          before = block;
        }
      }),
      { numRuns: CASES, seed: 4 },
    );
  });

  it('and is read, replayed, searched, queried and verified as if each were a row', () => {
    commitOf(1, 500);
    commitOf(501, 3);
    const journal = place.open();
    expect([...journal.replay('one')].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 503 }, (_, i) => i + 1),
    );
    const decisions = [...journal.effects('one')];
    expect(decisions).toHaveLength(503);
    expect(decisions[300]).toEqual(decision(301, alert('effect of 301')));
    // In the middle of a block: what the facts cover is not told again.
    journal.snapshot(300, factsAt(300));
    const [first] = journal.load().entries;
    expect(first).toEqual({ kind: 'event', event: timer(301) });
    journal.close();

    const db = new DatabaseSync(join(place.folder, 'journal.db'), { readOnly: true });
    const { rows } = db.prepare('SELECT count(*) AS rows FROM blocks').get() as { rows: number };
    expect(rows).toBeLessThan(20);
    expect(db.prepare('SELECT n, seq, at, kind, type FROM entries WHERE n = 601').get()).toEqual({
      n: 601,
      seq: 301,
      at: timer(301).at,
      kind: 0,
      type: 'timer',
    });
    expect(
      db.prepare("SELECT body ->> '$.timerId' AS id FROM entries WHERE seq = 301 AND kind = 0").get(),
    ).toEqual({
      id: 'expire/301',
    });
    db.close();
    expect(verifyJournal(place.folder)).toMatchObject({ ok: true, entries: { count: 1006, lastSeq: 503 } });

    const search = new JournalSearch(place.folder);
    const both = [
      { kind: 'event', seq: 301 },
      { kind: 'decision', seq: 301 },
    ];
    expect(search.at(301)).toMatchObject(both);
    expect(search.between(timer(301).at - 9, timer(301).at + 9)).toMatchObject(both);
    expect(search.mentioning('expire/301')).toMatchObject([{ seq: 301, kind: 'event' }]);
    expect(search.last(3, 301)).toMatchObject([{ seq: 300 }, ...both]);
    expect([...search.entries(499, 502)].map(({ seq }) => seq)).toEqual([
      499, 499, 500, 500, 501, 501, 502, 502,
    ]);
    expect(search.newest('timer', 301)).toEqual(timer(301));
    expect(search.newest('timer', 503, '"expire/7"')).toEqual(timer(7));
    expect(search.lastAt(timer(301).at + 5)).toEqual({ seq: 301, at: timer(301).at });
    expect(search.firstAfter(timer(301).at)).toEqual({ seq: 302, at: timer(302).at });
    expect(search.firstAfter(timer(503).at)).toBeUndefined();
    expect(search.lastAt(timer(1).at - 1)).toBeUndefined();
    search.close();
  });

  it('keeps a configuration apart, for which queries have an index', () => {
    const journal = place.open();
    journal.beginRun(runStart('one'));
    const config = at(20, { type: 'config', cause: 'start', configHash: '', config: {} } as unknown as Event);
    journal.appendEvents(Array.from({ length: 40 }, (_, i) => (i === 19 ? config : timer(i + 1))));
    journal.commit();
    journal.close();
    const db = new DatabaseSync(join(place.folder, 'journal.db'), { readOnly: true });
    expect(db.prepare('SELECT n, kind, type FROM blocks ORDER BY n').all()).toEqual([
      { n: 19, kind: 2, type: 'block' },
      { n: 20, kind: 0, type: 'config' },
      { n: 40, kind: 2, type: 'block' },
    ]);
    db.close();
  });

  it.each([
    [
      'one of its entries changed',
      "UPDATE blocks SET body = replace(body, 'expire/21', 'expire/22') WHERE n = 100",
    ],
    ['one of its entries taken out', "UPDATE blocks SET body = replace(body, body, '[]') WHERE n = 100"],
    ['the whole of it missing', 'DELETE FROM blocks WHERE n = 100'],
  ])('and is found damaged: %s', (_what, statement) => {
    commitOf(1, 20);
    commitOf(21, 30);
    commitOf(51, 20);
    const db = new DatabaseSync(join(place.folder, 'journal.db'));
    db.exec(statement);
    db.close();
    const read = (): unknown => {
      const journal = place.open({ readOnly: true });
      return [...journal.load().entries];
    };
    expect(read).toThrow(
      expect.objectContaining({
        code: 'BOTRC_JOURNAL_CORRUPT',
        detail: expect.objectContaining({ data: { intactSeq: 20 } }),
      }),
    );
  });
});
