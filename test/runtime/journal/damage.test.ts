import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import type { Minds } from '../../../src/core/minds.ts';
import { verifyJournal } from '../../../src/runtime/archive/verify-journal.ts';
import { createAtSchema } from '../../../src/runtime/journal/database.ts';
import { JOURNAL } from '../../../src/runtime/journal/open-journal.ts';
import { MIGRATIONS } from '../../../src/runtime/journal/schema.ts';
import { nextUint, seedRandom } from '../../../src/sdk/index.ts';
import { alert, decision, factsAt, runStart, timer, trade, usePlace } from './fixture.ts';

const place = usePlace();
let file: string;

/** A closed journal of `count` entries and as many trades, with facts at 10. */
function write(count: number): void {
  const journal = place.open();
  journal.beginRun(runStart('one'));
  for (let seq = 1; seq < count * 2; seq += 2) {
    journal.appendEvents([timer(seq), trade(seq + 1)]);
    journal.appendEffects(decision(seq, alert(`effect of ${seq}`)));
    journal.commit();
    if (seq === 9) journal.snapshot(9, factsAt(9));
  }
  journal.close();
}

/** Opens and reads everything. */
function readAll(): Event[] {
  const journal = place.open();
  try {
    expect([...journal.load().entries].length).toBeGreaterThan(0);
    expect([...journal.effects('one')].length).toBeGreaterThan(0);
    return [...journal.replay('one')];
  } finally {
    journal.close();
  }
}

function sql(statement: string, path: string = file): void {
  const db = new DatabaseSync(path);
  db.exec(statement);
  db.close();
}

const corrupt = (intactSeq: number | null): unknown =>
  expect.objectContaining({
    code: 'BOTRC_JOURNAL_CORRUPT',
    message: expect.stringContaining(intactSeq === null ? 'nothing in it' : `up to seq ${intactSeq}`),
    detail: expect.objectContaining({
      where: file,
      mend: expect.stringContaining('backup'),
      data: { intactSeq },
    }),
  });

beforeEach(() => {
  file = join(place.folder, 'journal.db');
});

describe('a damaged journal.db is refused, with what is intact', () => {
  it('cut to nothing', () => {
    write(20);
    truncateSync(file);
    expect(readAll).toThrow(corrupt(null));
    expect(statSync(file).size).toBe(0);
  });

  it.each([100, 4096, 20_000])('cut to %d bytes', (bytes) => {
    write(200);
    truncateSync(file, bytes);
    expect(readAll).toThrow(expect.objectContaining({ code: 'BOTRC_JOURNAL_CORRUPT' }));
  });

  it('zeroed', () => {
    write(20);
    writeFileSync(file, Buffer.alloc(statSync(file).size));
    expect(readAll).toThrow(corrupt(null));
  });

  it('not a database, or one of another program', () => {
    write(1);
    writeFileSync(file, 'hello, this is a text and no database at all');
    expect(readAll).toThrow(corrupt(null));
    rmSync(file);
    sql('CREATE TABLE entries (x)');
    expect(readAll).toThrow(corrupt(null));
  });

  it.each([
    [
      'an entry changed',
      "UPDATE blocks SET body = replace(body, 'expire/21', 'expire/22') WHERE seq = 21 AND kind = 0",
      19,
    ],
    ['an entry moved in time', 'UPDATE blocks SET at = at + 1 WHERE seq = 21 AND kind = 1', 19],
    ['an entry missing', 'DELETE FROM blocks WHERE seq = 21 AND kind = 1', 19],
    [
      'two entries exchanged',
      'UPDATE blocks SET n = 1000 WHERE n = 21; UPDATE blocks SET n = 21 WHERE n = 22',
      19,
    ],
    ['a sum changed', 'UPDATE blocks SET hash = zeroblob(32) WHERE seq = 21 AND kind = 0', 19],
    ['a run changed', "UPDATE runs SET body = replace(body, 'demo', 'else')", 39],
  ])('%s', (_what, statement, intactSeq) => {
    write(20);
    sql(statement);
    expect(readAll).toThrow(corrupt(intactSeq));
  });

  it('the tail that the facts rest on, missing', () => {
    write(20);
    sql('DELETE FROM blocks WHERE seq >= 5');
    expect(readAll).toThrow(corrupt(3));
  });

  it('any byte flipped: found, or of no consequence', () => {
    write(60);
    const sound = readAll();
    const whole = readFileSync(file);
    const random = seedRandom('flip');
    let found = 0;
    for (let i = 0; i < 120; i++) {
      const bytes = Buffer.from(whole);
      const offset = nextUint(random) % bytes.length;
      bytes[offset] = (bytes[offset] ?? 0) ^ (1 << (nextUint(random) % 8));
      writeFileSync(file, bytes);
      for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true });
      try {
        expect(readAll()).toEqual(sound);
      } catch (error) {
        expect((error as { code?: string }).code, String(error)).toMatch(/^BOTRC_JOURNAL_(CORRUPT|NEWER)$/);
        found++;
      }
    }
    // Much of so small a file is the text of its views, and the room that its tables have left.
    expect(found).toBeGreaterThan(30);
  });
});

describe('what went missing beside journal.db is noticed', () => {
  it('its -wal, removed after a crash: the tape knows of more', () => {
    const journal = place.open();
    journal.beginRun(runStart('one'));
    for (let seq = 1; seq < 40; seq += 2) {
      journal.appendEvents([timer(seq), trade(seq + 1)]);
      journal.commit();
      journal.tick(seq * 1000);
    }
    // As a crash leaves it: the files as they are, the log not yet folded into the database.
    const crashed = readdirSync(place.folder, { recursive: true, withFileTypes: true }).filter((f) =>
      f.isFile(),
    );
    const copies = crashed.map(
      (f) => [join(f.parentPath, f.name), readFileSync(join(f.parentPath, f.name))] as const,
    );
    journal.close();
    for (const [path, bytes] of copies) writeFileSync(path, bytes);
    rmSync(`${file}-wal`);
    rmSync(`${file}-shm`);
    expect(() => place.open()).toThrow(
      expect.objectContaining({
        code: 'BOTRC_JOURNAL_CORRUPT',
        detail: expect.objectContaining({ found: expect.stringContaining('-wal was removed') }),
      }),
    );
  });

  it('the file itself, or an older copy in its place', () => {
    write(5);
    copyFileSync(file, `${file}.backup`);
    const journal = place.open();
    journal.appendEvents([timer(11)]);
    journal.commit();
    journal.appendEvents([trade(12)]);
    journal.commit();
    journal.close();
    copyFileSync(`${file}.backup`, file);
    expect(() => place.open()).toThrow(corrupt(9));
    rmSync(file);
    expect(() => place.open()).toThrow(expect.objectContaining({ code: 'BOTRC_JOURNAL_CORRUPT' }));
    rmSync(join(place.folder, 'tape'), { recursive: true });
    expect(place.open().lastSeq).toBe(0);
  });
});

describe('what can be spared does not stop the bot', () => {
  it('a damaged snapshot: the older one serves, with a warning', () => {
    write(20);
    const journal = place.open();
    journal.snapshot(40, factsAt(39));
    journal.close();
    sql('UPDATE snapshots SET body = zeroblob(9) WHERE seq = 40');
    const again = place.open();
    expect(again.load().snapshot).toEqual({ seq: 9, facts: factsAt(9) });
    expect([...again.load().entries]).toHaveLength(30);
    expect(place.log.warn).toHaveBeenCalled();
  });

  it('damaged minds: no replay begins there, and a restart does without', () => {
    const journal = place.open();
    journal.beginRun(runStart('one'));
    journal.snapshot(1, factsAt(0), { seats: [] } as unknown as Minds);
    expect([...journal.starts('one')]).toMatchObject([{ seq: 1, minds: { seats: [] } }]);
    journal.close();
    sql('UPDATE minds SET body = zeroblob(9)');
    const next = place.open();
    expect([...next.starts('one')]).toEqual([]);
    expect(next.load().snapshot?.seq).toBe(1);
    expect(verifyJournal(place.folder).problems).toMatchObject([
      { found: expect.stringContaining('minds at seq 1') },
    ]);
  });

  it('a damaged tape: a new file begins, and only its own replay is refused', () => {
    write(20);
    const tape = join(place.folder, 'tape', '000001.db');
    for (const damage of [() => truncateSync(tape), () => writeFileSync(tape, Buffer.alloc(8192))]) {
      damage();
      const journal = place.open();
      const next = journal.lastSeq + 1;
      journal.beginRun(runStart(`run${next}`));
      journal.appendEvents([timer(next), trade(next + 1)]);
      journal.commit();
      journal.close();
    }
    expect(readdirSync(join(place.folder, 'tape')).filter((name) => name.endsWith('.db'))).toHaveLength(2);
    expect(place.log.warn).toHaveBeenCalled();
    expect(readAll).toThrow(
      expect.objectContaining({
        code: 'BOTRC_JOURNAL_CORRUPT',
        detail: expect.objectContaining({ where: tape }),
      }),
    );
  });

  it('a flipped byte in a chunk of the tape: named when it is replayed', () => {
    write(20);
    const tape = join(place.folder, 'tape', '000001.db');
    sql('UPDATE chunks SET to_at = to_at + 1', tape);
    expect(readAll).toThrow(
      expect.objectContaining({
        code: 'BOTRC_JOURNAL_CORRUPT',
        detail: expect.objectContaining({ where: tape }),
      }),
    );
  });
});

describe('a journal of another version', () => {
  it('newer is refused and left as it is', () => {
    write(2);
    sql('PRAGMA user_version = 99');
    const before = readFileSync(file);
    for (const readOnly of [false, true]) {
      expect(() => place.open({ readOnly })).toThrow(
        expect.objectContaining({
          code: 'BOTRC_JOURNAL_NEWER',
          detail: expect.objectContaining({
            where: file,
            found: `schema 99, this botrc knows ${MIGRATIONS.length}`,
          }),
        }),
      );
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('older is refused where it is only read: bringing it up to date is a change', () => {
    write(2);
    sql('PRAGMA user_version = 0');
    expect(() => place.open({ readOnly: true })).toThrow(
      expect.objectContaining({ code: 'BOTRC_JOURNAL_OLDER' }),
    );
  });

  it.each([1, 2, 3])('of schema %d is brought up to date, and holds what it held', (schema) => {
    write(20);
    const sound = readAll();
    const report = verifyJournal(place.folder);
    const now = `${file}.now`;
    renameSync(file, now);
    const db = createAtSchema(file, JOURNAL, schema);
    db.exec(`ATTACH '${now}' AS now; INSERT INTO entries SELECT * FROM now.blocks`);
    for (const table of ['runs', 'snapshots']) db.exec(`INSERT INTO ${table} SELECT * FROM now.${table}`);
    db.close();
    expect(readAll()).toEqual(sound);
    expect(verifyJournal(place.folder)).toEqual(report);
    expect(place.open().load().snapshot?.seq).toBe(9);
    const again = new DatabaseSync(file, { readOnly: true });
    expect(again.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length });
    expect(again.prepare('SELECT run, last_seq FROM run_log').all()).toHaveLength(1);
    expect(again.prepare('SELECT count(*) AS n FROM entries').get()).toEqual({ n: 40 });
    again.close();
  });

  it('left half made by a crash is begun again', () => {
    write(1);
    rmSync(place.folder, { recursive: true });
    const journal = place.open();
    journal.close();
    writeFileSync(`${file}.new`, 'half');
    rmSync(file);
    expect(place.open().lastSeq).toBe(0);
  });
});
