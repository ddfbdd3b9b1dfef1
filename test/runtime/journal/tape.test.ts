import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import { chunkSum, readChunk, readTape } from '../../../src/runtime/journal/tape-file.ts';
import { nextUint, seedRandom } from '../../../src/sdk/index.ts';
import { runStart, timer, trade, usePlace } from './fixture.ts';

const place = usePlace();
const tapeFolder = (): string => join(place.folder, 'tape');
const files = (): string[] => readdirSync(tapeFolder()).filter((name) => name.endsWith('.db'));
const size = (): number => files().reduce((sum, name) => sum + statSync(join(tapeFolder(), name)).size, 0);

/** Trades that do not compress well. */
function noise(fromSeq: number, count: number): Event[] {
  const random = seedRandom(String(fromSeq));
  return Array.from({ length: count }, (_, i) => ({
    ...trade(fromSeq + i),
    id: Array.from({ length: 12 }, () => nextUint(random).toString(36)).join(''),
  }));
}

describe('the tape', () => {
  it('is written when its buffer is full, and when a second has passed', () => {
    const journal = place.open();
    const seen = (): number => place.open({ readOnly: true }).lastSeq;
    journal.appendEvents(Array.from({ length: 3999 }, (_, i) => trade(i + 1)));
    journal.commit();
    expect(seen()).toBe(0);
    journal.appendEvents([trade(4000)]);
    journal.commit();
    expect(seen()).toBe(4000);
    journal.tick(10_000);
    journal.appendEvents([trade(4001)]);
    journal.commit();
    journal.tick(10_999);
    expect(seen()).toBe(4000);
    journal.tick(11_000);
    expect(seen()).toBe(4001);
  });

  it('has all of it when it is closed', () => {
    const journal = place.open();
    for (let seq = 1; seq <= 8000; seq += 2000) {
      journal.appendEvents(Array.from({ length: 2000 }, (_, i) => trade(seq + i)));
      journal.commit();
    }
    journal.appendEvents([trade(8001)]);
    journal.commit();
    journal.close();
    expect([...readTape(tapeFolder(), 1, 9000)]).toEqual(
      Array.from({ length: 8001 }, (_, i) => trade(i + 1)),
    );
  });

  it('loses an event that is not plain, says so, and keeps those around it', () => {
    const journal = place.open();
    journal.appendEvents([trade(1), { ...trade(2), price: 1n } as unknown as Event, trade(3)]);
    journal.commit();
    journal.close();
    expect([...readTape(tapeFolder(), 1, 9)]).toEqual([trade(1), trade(3)]);
    expect(place.log.error).toHaveBeenCalledOnce();
  });

  it('rolls by size, forgets the oldest, and replays what is whole', () => {
    const journal = place.open({ tape: { rollBytes: 200_000, keepBytes: 700_000 } });
    journal.beginRun(runStart('one'));
    let seq = 1;
    for (let run = 0; run < 6; run++) {
      for (let i = 0; i < 3; i++, seq += 2000) {
        journal.appendEvents(noise(seq, 2000));
        journal.commit();
      }
      journal.beginRun(runStart(`run${run}`));
    }
    journal.appendEvents(noise(seq, 10));
    journal.commit();
    expect([...journal.replay('run5')]).toEqual(noise(seq, 10));
    expect(() => [...journal.replay('one')]).toThrow(
      expect.objectContaining({
        code: 'BOTRC_JOURNAL_HOLE',
        detail: expect.objectContaining({
          where: 'run one',
          found: expect.stringContaining('from seq 1 to '),
        }),
      }),
    );
    journal.close();
    expect(files()).not.toContain('000001.db');
    expect(size()).toBeLessThan(1_000_000);
    expect(statSync(tapeFolder()).mode & 0o777).toBe(0o700);
    for (const name of files()) expect(statSync(join(tapeFolder(), name)).mode & 0o777).toBe(0o600);
    expect(place.open().lastSeq).toBe(seq + 9);
  });

  it('goes on in the file of the last run while there is room', () => {
    for (let life = 0; life < 3; life++) {
      const journal = place.open();
      journal.appendEvents([trade(journal.lastSeq + 1)]);
      journal.commit();
      journal.close();
    }
    expect(files()).toEqual(['000001.db']);
    expect(place.open().lastSeq).toBe(3);
  });

  it('ages by time too: a new file each day, and with it goes what is older than is kept (P-2)', () => {
    const DAY = 86_400_000;
    const from = trade(1).at;
    const journal = place.open({ tape: { keepMs: 2 * DAY } });
    journal.beginRun(runStart('one'));
    for (let seq = 1; seq <= 5; seq++) {
      journal.appendEvents([{ ...trade(seq), at: from + seq * DAY }]);
      journal.commit();
      // Writes out the buffer.
      journal.replay('one');
    }
    journal.close();
    expect(files()).toEqual(['000003.db', '000004.db', '000005.db']);
    expect([...readTape(tapeFolder(), 1, 5)].map((event) => event.seq)).toEqual([3, 4, 5]);
  });

  it.each([
    ['the first tapes', 'one event a line', `${JSON.stringify(trade(1))}\n${JSON.stringify(trade(2))}`],
    ['tapes of schema 1', 'an array a line', JSON.stringify([trade(1), trade(2)])],
  ])('is read as %s were written: %s; what is written since goes beside it', (_which, _how, lines) => {
    const journal = place.open();
    journal.appendEvents([trade(1), trade(2)]);
    journal.commit();
    journal.close();
    const db = new DatabaseSync(join(tapeFolder(), '000001.db'));
    const chunk = readChunk(db.prepare('SELECT * FROM chunks').get() ?? {});
    const body = zstdCompressSync(lines);
    db.prepare('UPDATE chunks SET body = ?, crc = ?').run(body, chunkSum({ ...chunk, body }));
    db.exec('PRAGMA user_version = 1');
    db.close();
    expect([...readTape(tapeFolder(), 1, 2)]).toEqual([trade(1), trade(2)]);
    const next = place.open();
    next.appendEvents([trade(3)]);
    next.commit();
    next.close();
    expect([...readTape(tapeFolder(), 1, 3)]).toEqual([trade(1), trade(2), trade(3)]);
    expect(files()).toHaveLength(1);
  });

  it('may lose its end: a replay stops there, and numbering goes on after what is known', async () => {
    const journal = place.open();
    journal.beginRun(runStart('one'));
    journal.appendEvents([timer(1), trade(2), trade(3)]);
    journal.commit();
    journal.tick(1000);
    await vi.waitFor(() => expect([...readTape(tapeFolder(), 1, 5)]).toHaveLength(2));
    journal.appendEvents([trade(4), timer(5)]);
    journal.commit();
    // A reader sees what a crash would leave: the buffer with seq 4 was never written.
    const after = place.open({ readOnly: true });
    expect([...after.replay('one')].map((event) => event.seq)).toEqual([1, 2, 3]);
    expect(after.lastSeq).toBe(5);
  });

  it('is not written ahead of entries that still wait: a crash leaves no hole in the middle', () => {
    const journal = place.open();
    journal.beginRun(runStart('one'));
    journal.appendEvents([timer(1), trade(2)]);
    journal.commit();
    journal.appendEvents([timer(3), ...Array.from({ length: 3000 }, (_, i) => trade(4 + i))]);
    journal.tick(1_000_000);
    journal.close();
    expect([...place.open().replay('one')]).toEqual([timer(1), trade(2)]);
  });

  it('that is off keeps nothing: numbering still counts it, and a replay says what is missing', () => {
    const journal = place.open({ tape: { enabled: false } });
    journal.beginRun(runStart('one'));
    journal.appendEvents([trade(1), timer(2)]);
    journal.commit();
    expect(journal.lastSeq).toBe(2);
    expect(() => [...journal.replay('one')]).toThrow(expect.objectContaining({ code: 'BOTRC_JOURNAL_HOLE' }));
    journal.close();
    expect(readdirSync(place.folder)).toEqual(['journal.db', 'journal.fallback.jsonl']);
  });

  it('that cannot be written never stops the journal, says so once, and is taken up again', async () => {
    const journal = place.open();
    const inTheWay = place.open({ folder: tapeFolder() });
    inTheWay.close();
    rmSync(tapeFolder(), { recursive: true });
    const broken = { ...trade(1), id: 1n as unknown as string };
    journal.appendEvents([broken, broken].map((event, i) => ({ ...event, seq: i + 1 }) as Event));
    journal.appendEvents([timer(3)]);
    journal.commit();
    expect(place.log.error).toHaveBeenCalledOnce();
    journal.appendEvents([trade(4)]);
    journal.commit();
    journal.tick(1000);
    await vi.waitFor(() =>
      expect(place.log.info).toHaveBeenCalledWith(expect.any(String), { eventsLost: 2 }),
    );
  });
});
