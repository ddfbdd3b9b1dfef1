import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { alert, decision, timer, usePlace } from './fixture.ts';

const place = usePlace();
const file = (): string => join(place.folder, 'journal.db');
const walBytes = (): number => statSync(`${file()}-wal`).size;

describe('the room of the write-ahead log', () => {
  it('is there before the first commit, and no commit takes more of the disk: its sync need not write a length', () => {
    const journal = place.open();
    const bytes = walBytes();
    expect(bytes).toBeGreaterThan(4 * 2 ** 20);
    // Far more than fits: it is folded into the file on the way, and begun anew.
    for (let seq = 1; seq <= 100; seq++) {
      journal.appendEvents([timer(seq)]);
      journal.appendEffects(decision(seq, alert('x'.repeat(100_000))));
      journal.commit();
    }
    expect(walBytes()).toBe(bytes);
    journal.close();
    expect([...place.open().load().entries]).toHaveLength(200);
  });

  it('leaves nothing in the file itself', () => {
    place.open().close();
    expect(statSync(file()).size).toBeLessThan(100_000);
    const db = new DatabaseSync(file(), { readOnly: true });
    expect(db.prepare(`SELECT name FROM sqlite_schema WHERE name = 'room'`).all()).toEqual([]);
    db.close();
  });
});
