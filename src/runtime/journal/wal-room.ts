import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isStorageTrouble } from './errors.ts';

/** Pages that SQLite may hold while it fills the log: whatever is above goes to the file. */
const HELD_PAGES = 16;

/**
 * Makes the write-ahead log of an open database `bytes` long before it is needed. A commit then overwrites what is
 * there, and its sync need not also bring the file's new length to the disk, which takes as long again. What fills the
 * log is a transaction that is rolled back, so that SQLite alone ever writes to its files. Where there is no room it
 * stays as it is: only slower.
 */
export function takeWalRoom(db: DatabaseSync, path: string, bytes: number): void {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= bytes) return;
  const usual = Number(db.prepare('PRAGMA cache_size').get()?.cache_size);
  db.exec(`PRAGMA cache_size = ${HELD_PAGES}`);
  try {
    db.exec('BEGIN IMMEDIATE; CREATE TABLE room (body BLOB) STRICT');
    db.prepare('INSERT INTO room VALUES (zeroblob(?))').run(bytes);
  } catch (error) {
    if (!isStorageTrouble(error)) throw error;
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
    db.exec(`PRAGMA cache_size = ${usual}`);
  }
}
