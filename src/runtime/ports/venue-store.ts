import { hash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decode, encode } from '../../core/codec.ts';
import { BotrcError, type Ms } from '../../sdk/index.ts';
import type { VenueBooks } from '../../sim/index.ts';

/** Version 1 puts a sum before the text of the books. */
const VERSION = 1;
const SUM = /^sha256:([0-9a-f]{64}) /;

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
    const version = Number(opened.prepare('PRAGMA user_version').get()?.user_version);
    if (version > VERSION)
      throw new Error(`written by a newer botrc: version ${version}, this one knows ${VERSION}`);
    opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 200');
    opened.exec(
      'CREATE TABLE IF NOT EXISTS books (id INTEGER PRIMARY KEY, saved_ms INTEGER, text TEXT) STRICT',
    );
    if (version < VERSION) opened.exec(`PRAGMA user_version = ${VERSION}`);
    chmodSync(path, 0o600);
    return opened;
  });
  const save = db.prepare('INSERT OR REPLACE INTO books (id, saved_ms, text) VALUES (1, ?, ?)');
  return {
    load: () =>
      guard(() => {
        const row = db.prepare('SELECT saved_ms, text FROM books WHERE id = 1').get();
        if (!row) return undefined;
        return { books: decode(unsealed(String(row.text))) as VenueBooks, savedMs: Number(row.saved_ms) };
      }),
    save: (books, nowMs) => guard(() => void save.run(nowMs, sealed(encode(books)))),
    close: () => db.close(),
  };
}

function sealed(text: string): string {
  return `sha256:${hash('sha256', text)} ${text}`;
}

/** Books of version 0 have no sum. @throws SyntaxError where the text is not what was kept */
function unsealed(kept: string): string {
  const [head = '', sum] = SUM.exec(kept) ?? [];
  const text = kept.slice(head.length);
  if (sum !== undefined ? hash('sha256', text) !== sum : !text.startsWith('{')) {
    throw new SyntaxError('the text of the books was changed');
  }
  return text;
}
