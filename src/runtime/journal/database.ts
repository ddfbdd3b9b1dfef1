import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BotrcError } from '../../sdk/index.ts';
import { syncFolder } from '../durable-file.ts';
import { corrupt, newer, openFailure } from './errors.ts';
import { takeWalRoom } from './wal-room.ts';

export interface DatabaseKind {
  /** Stands in the file's header and tells our files from others. */
  readonly applicationId: number;
  readonly migrations: readonly string[];
  /** The oldest schema that can be read without bringing it up to date. Default: only the newest. */
  readonly readsFrom?: number;
  /** FULL: a commit survives the loss of power. NORMAL: it survives the loss of the process. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Whether every page is looked at when it is opened for writing: about a second per GB that is in memory. */
  readonly checked: boolean;
}

/** Pages in the log before it is folded in, which takes two more syncs. A reader after a crash works through it. */
const CHECKPOINT_PAGES = 1000;
/** Pages kept in memory by who writes: rows only come at the end, none is read again. */
const CACHE_KIB = 512;
/** What such a log takes, with the commit that goes beyond it. */
const WAL_BYTES = CHECKPOINT_PAGES * 4608;
/** Waits so long for another process that reads or checks. Ms. */
export const BUSY_MS = 2000;

/**
 * Opens one of our SQLite files for writing, made new where there is none, 0600; brings its schema up to date.
 * @throws BOTRC_JOURNAL_CORRUPT, BOTRC_JOURNAL_NEWER, BOTRC_HOME_READONLY, BOTRC_JOURNAL_WRITE
 */
export function openForWriting(path: string, kind: DatabaseKind): DatabaseSync {
  return guarded(path, () => {
    if (!existsSync(path)) create(path, kind);
    const db = openExisting(path, kind, false);
    try {
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${kind.synchronous}; PRAGMA fullfsync = ON;
               PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
               PRAGMA cache_size = -${CACHE_KIB}`);
      if (kind.checked) check(db, path);
      migrate(db, kind.migrations);
      chmodSync(path, 0o600);
      if (kind.synchronous === 'FULL') takeWalRoom(db, path, WAL_BYTES);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  });
}

/**
 * A new file as a botrc of that schema would have made it, for what is brought in: rows go in as they are, and the next
 * opening for writing brings them up to date. @throws BOTRC_JOURNAL_NEWER
 */
export function createAtSchema(path: string, kind: DatabaseKind, schema: number): DatabaseSync {
  const known = kind.migrations.length;
  if (!Number.isInteger(schema) || schema < 1 || schema > known) throw newer(path, schema, known);
  return guarded(path, () => {
    create(path, { ...kind, migrations: kind.migrations.slice(0, schema) });
    return new DatabaseSync(path);
  });
}

/** As openForWriting, beside a writer or without one; no file is changed or left. @throws also BOTRC_JOURNAL_MISSING */
export function openForReading(path: string, kind: DatabaseKind): DatabaseSync {
  if (!existsSync(path)) {
    throw new BotrcError('BOTRC_JOURNAL_MISSING', 'there is no journal', {
      where: path,
      mend: 'Look at --home and --name: `bot status` lists the bots that are known there.',
    });
  }
  return guarded(path, () => openExisting(path, kind, true));
}

function openExisting(path: string, kind: DatabaseKind, readOnly: boolean): DatabaseSync {
  // SQLite takes an empty file for a new database. We never leave one, so it is what is left of one.
  if (statSync(path).size === 0) throw corrupt({ file: path, found: 'an empty file' });
  const db = new DatabaseSync(path, { readOnly: readOnly && !tidies(path), timeout: BUSY_MS });
  try {
    if (readOnly) db.exec('PRAGMA query_only = ON');
    const id = pragma(db, 'application_id');
    if (id !== kind.applicationId) throw corrupt({ file: path, found: 'a database of another program' });
    const version = pragma(db, 'user_version');
    if (version > kind.migrations.length) throw newer(path, version, kind.migrations.length);
    if (readOnly && version < (kind.readsFrom ?? kind.migrations.length)) {
      throw new BotrcError('BOTRC_JOURNAL_OLDER', 'the journal was written by an older botrc', {
        found: `schema ${version}, this botrc reads ${kind.migrations.length}`,
        where: path,
        mend: 'Start the bot once with this version: it brings the journal up to date.',
      });
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Whether a reader may hold the file as a writer does. A reader proper leaves the files that WAL needs behind it; the
 * last writer removes them, but would first work in what a crashed one left, and that is not for a reader to do.
 */
function tidies(path: string): boolean {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    // Somebody else's files: they can be read all the same.
    return false;
  }
}

/** Under another name until it is whole: whoever dies on the way leaves nothing that looks like a journal. */
function create(path: string, kind: DatabaseKind): void {
  if (existsSync(`${path}-wal`)) {
    throw corrupt({ file: path, found: 'its -wal file without it' });
  }
  const draft = `${path}.new`;
  for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(draft + rest, { force: true });
  closeSync(openSync(draft, 'wx', 0o600));
  const db = new DatabaseSync(draft);
  try {
    db.exec(`PRAGMA synchronous = FULL; PRAGMA application_id = ${kind.applicationId}`);
    migrate(db, kind.migrations);
  } finally {
    db.close();
  }
  renameSync(draft, path);
  syncFolder(path);
}

function check(db: DatabaseSync, path: string): void {
  const found = String(db.prepare('PRAGMA quick_check(1)').get()?.quick_check);
  if (found !== 'ok') throw corrupt({ file: path, found });
}

function migrate(db: DatabaseSync, migrations: readonly string[]): void {
  const version = pragma(db, 'user_version');
  if (version === migrations.length) return;
  transaction(db, () => {
    for (const step of migrations.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** All of `work` or nothing of it. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after the gravest errors.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw openFailure(path, error);
  }
}
