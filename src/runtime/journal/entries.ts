import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Block, entriesIn, entryCount, kindOf, linkHash } from './block.ts';
import { hexOf } from './column.ts';
import type { EntryRow } from './entry.ts';
import { corrupt, readFailure } from './errors.ts';

/** A place in the chain: after entry `n`, the last of a block whose hash is `hash`. */
export interface Head {
  readonly n: number;
  readonly hash: string;
  readonly seq: number;
  readonly at: number;
}

export const START: Head = { n: 0, hash: '', seq: 0, at: 0 };

/** The chain of entries in journal.db: block after block, each of an entry or many. */
export class Entries {
  readonly #db: DatabaseSync;
  readonly #file: string;
  #insert: StatementSync | undefined;

  constructor(db: DatabaseSync, file: string) {
    this.#db = db;
    this.#file = file;
  }

  /** Where the chain begins: before the first row, or where older ones were pruned (P-2). @throws BOTRC_JOURNAL_CORRUPT */
  start(): Head {
    const raw = this.#base();
    if (!raw) return START;
    const head = { n: Number(raw.n), hash: hexOf(raw.hash), seq: Number(raw.seq), at: Number(raw.at) };
    if (hexOf(raw.sha) !== seal(head)) {
      throw corrupt({ file: this.#file, found: 'where the pruned entries ended was changed' });
    }
    return head;
  }

  #base(): Record<string, unknown> | undefined {
    try {
      return this.#db.prepare('SELECT * FROM base').get();
    } catch (error) {
      throw readFailure({ file: this.#file, found: (error as Error).message }, error);
    }
  }

  /** Lets go of every row up to `head`, inside the caller's transaction. */
  prune(head: Head): void {
    this.#db.prepare('DELETE FROM blocks WHERE n <= ?').run(head.n);
    this.#db
      .prepare('INSERT OR REPLACE INTO base VALUES (1, ?, ?, ?, ?, ?)')
      .run(head.n, head.seq, head.at, Buffer.from(head.hash, 'hex'), Buffer.from(seal(head), 'hex'));
  }

  /** After the newest row. @throws BOTRC_JOURNAL_CORRUPT */
  newest(): Head {
    return this.#head('SELECT n, hash, seq, at FROM blocks ORDER BY n DESC LIMIT 1') ?? this.start();
  }

  /** After entry `n`; undefined where no block ends with it. */
  after(n: number): Head | undefined {
    const start = this.start();
    return n === start.n ? start : this.#head('SELECT n, hash, seq, at FROM blocks WHERE n = ?', n);
  }

  /** After the last block up to `seq`, which is near the end. */
  upTo(seq: number): Head {
    const sql = 'SELECT n, hash, seq, at FROM blocks WHERE seq <= ? ORDER BY n DESC LIMIT 1';
    return this.#head(sql, seq) ?? this.start();
  }

  /** Writes what goes on where the chain ends, inside the caller's transaction. */
  insert(blocks: readonly Block[]): void {
    this.#insert ??= this.#db.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const { n, seq, at, kind, type, body, hash } of blocks) {
      this.#insert.run(n, seq, at, kind, type, body, Buffer.from(hash, 'hex'));
    }
  }

  /** Entries after `head`, each block checked against the one before it, up to entry `last`. @throws BOTRC_JOURNAL_CORRUPT */
  *read(head: Head, last?: number): Generator<EntryRow> {
    for (const block of this.blocks(head, last)) yield* this.#guarded(() => entriesIn(block));
  }

  /** As `read`, block by block. */
  *blocks(head: Head, last: number = Number.MAX_SAFE_INTEGER): Generator<Block> {
    try {
      yield* this.#chain(head, last);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** `found`, with how far the entries are intact. */
  damage(found: string): Error {
    return corrupt({ file: this.#file, found, intactSeq: this.intactSeq() });
  }

  /** The seq up to which every entry is there and can be trusted; undefined where none is. */
  intactSeq(): number | undefined {
    let last: number | undefined;
    let whole: number | undefined;
    try {
      for (const block of this.#chain(this.start(), Number.MAX_SAFE_INTEGER)) {
        for (const { seq, kind } of entriesIn(block)) {
          // Of an event before the damage the effects may be missing.
          whole = kind === 1 ? seq : last;
          last = seq;
        }
      }
    } catch {
      // The first damaged row ends what is intact; that is the answer.
      return whole;
    }
    return last;
  }

  *#chain(head: Head, last: number): Generator<Block> {
    const rows = this.#db.prepare(
      'SELECT n, seq, at, kind, type, body, hash FROM blocks WHERE n > ? AND n <= ? ORDER BY n',
    );
    let before = head;
    for (const raw of rows.iterate(head.n, last)) {
      const block = blockOf(raw);
      const missing = block.n - entryCount(block) - before.n;
      if (missing > 0) throw new SyntaxError(`entries ${before.n + 1} to ${before.n + missing} are missing`);
      if (missing < 0 || block.hash !== linkHash(before.hash, block))
        throw new SyntaxError(`entry ${block.n} was changed`);
      before = block;
      yield block;
    }
  }

  #head(sql: string, ...values: number[]): Head | undefined {
    return this.#guarded(() => {
      const row = this.#db.prepare(sql).get(...values);
      return row && { n: Number(row.n), hash: hexOf(row.hash), seq: Number(row.seq), at: Number(row.at) };
    });
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): Error {
    const found = (error as Error).message;
    return readFailure({ file: this.#file, found, intactSeq: this.intactSeq() }, error);
  }
}

/** A row of `blocks`. */
export function blockOf(raw: Record<string, unknown>): Block {
  return {
    n: Number(raw.n),
    seq: Number(raw.seq),
    at: Number(raw.at),
    kind: kindOf(raw.kind),
    type: String(raw.type),
    body: String(raw.body),
    hash: hexOf(raw.hash),
  };
}

function seal({ n, seq, at, hash: head }: Head): string {
  return hash('sha256', `${n}/${seq}/${at}/${head}`);
}
