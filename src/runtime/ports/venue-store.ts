import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decode, encode } from '../../core/codec.ts';
import { BotrcError, type Ms } from '../../sdk/index.ts';
import type { VenueBooks } from '../../sim/index.ts';

/** The paper venue's own durable books, apart from the bot's journal: a venue does not forget when a bot crashes. */
export interface VenueStore {
  /** Undefined for an account that was never opened. */
  load(): { readonly books: VenueBooks; readonly savedMs: Ms } | undefined;
  /** Survives a crash of the process when it returns. */
  save(books: VenueBooks, nowMs: Ms): void;
  close(): void;
}

/** @throws BOTRC_PAPER_BOOKS where the file is not readable as books. */
export function openVenueStore(folder: string): VenueStore {
  const path = join(folder, 'venue.db');
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new BotrcError(
        'BOTRC_PAPER_BOOKS',
        'the books of the paper account cannot be read or written',
        {
          found: error instanceof Error ? error.message : String(error),
          where: path,
          mend: 'Free disk space or restore the file; `bot paper reset` starts the account afresh.',
        },
        error,
      );
    }
  };
  const db = guard(() => {
    const opened = new DatabaseSync(path);
    opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 200');
    opened.exec(
      'CREATE TABLE IF NOT EXISTS books (id INTEGER PRIMARY KEY, saved_ms INTEGER, text TEXT) STRICT',
    );
    chmodSync(path, 0o600);
    return opened;
  });
  const save = db.prepare('INSERT OR REPLACE INTO books (id, saved_ms, text) VALUES (1, ?, ?)');
  return {
    load: () =>
      guard(() => {
        const row = db.prepare('SELECT saved_ms, text FROM books WHERE id = 1').get();
        if (!row) return undefined;
        return { books: decode(String(row.text)) as VenueBooks, savedMs: Number(row.saved_ms) };
      }),
    save: (books, nowMs) => guard(() => void save.run(nowMs, encode(books))),
    close: () => db.close(),
  };
}
