import type { DatabaseSync } from 'node:sqlite';
import type { Block } from './block.ts';

/**
 * Lays blocks that journal.db does not have beside it, for queries of this connection alone: the table `held`, of the
 * columns of `blocks` and the hash of the one before. The file is not touched.
 */
export function layBeside(db: DatabaseSync, blocks: readonly Block[], before: string): void {
  // It bars temporary tables too.
  db.exec('PRAGMA query_only = OFF');
  db.exec(`CREATE TEMP TABLE held (n INTEGER PRIMARY KEY, seq INTEGER, at INTEGER, kind INTEGER, type TEXT, body TEXT,
           hash BLOB, before BLOB) STRICT`);
  const insert = db.prepare('INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  let last = before;
  for (const { n, seq, at, kind, type, body, hash } of blocks) {
    insert.run(n, seq, at, kind, type, body, Buffer.from(hash, 'hex'), Buffer.from(last, 'hex'));
    last = hash;
  }
  db.exec('PRAGMA query_only = ON');
}
