import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { decode, encode } from '../../core/codec.ts';
import type { Facts } from '../../core/facts.ts';
import type { Minds } from '../../core/minds.ts';
import { bytesOf, hexOf } from './column.ts';

export interface Snapshot {
  readonly seq: number;
  readonly facts: Facts;
  /** The last entry that the facts cover, and its hash. */
  readonly n: number;
  readonly head: string;
}

/** Newest snapshots kept; the first of each run stays beside them. */
const KEPT = 3;

const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The facts and the minds kept in journal.db. */
export class Snapshots {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  save(run: string, snapshot: Snapshot, minds?: Minds): void {
    const { seq, n, head } = snapshot;
    const body = zstdCompressSync(encode(snapshot.facts), ZSTD);
    this.#db
      .prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)')
      .run(seq, run, n, Buffer.from(head, 'hex'), body, seal(`${seq}/${run}/${n}/${head}`, body));
    this.#db
      .prepare(
        `DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ${KEPT})
         AND seq NOT IN (SELECT min(seq) FROM snapshots GROUP BY run)`,
      )
      .run();
    this.#db.exec('DELETE FROM minds WHERE seq NOT IN (SELECT seq FROM snapshots)');
    if (!minds) return;
    const blob = zstdCompressSync(serialize(minds), ZSTD);
    this.#db.prepare('INSERT OR REPLACE INTO minds VALUES (?, ?, ?)').run(seq, blob, seal(String(seq), blob));
  }

  /** Lets go of those that rest on an entry before `n`. */
  prune(n: number): void {
    this.#db.prepare('DELETE FROM snapshots WHERE n < ?').run(n);
    this.#db.exec('DELETE FROM minds WHERE seq NOT IN (SELECT seq FROM snapshots)');
  }

  /** Newest first; one that was changed comes without facts. */
  *read(): Generator<Omit<Snapshot, 'facts'> & { readonly run: string; readonly facts?: Facts }> {
    for (const raw of this.#db.prepare('SELECT * FROM snapshots ORDER BY seq DESC').iterate()) {
      const run = String(raw.run);
      const seq = Number(raw.seq);
      const n = Number(raw.n);
      const body = bytesOf(raw.body);
      const head = hexOf(raw.head);
      const sound = seal(`${seq}/${run}/${n}/${head}`, body).equals(bytesOf(raw.sha));
      yield {
        run,
        seq,
        n,
        head,
        ...(sound && { facts: decode(zstdDecompressSync(body).toString()) as Facts }),
      };
    }
  }

  /** The minds kept with the snapshot at `seq`. */
  minds(seq: number): Minds | 'damaged' | undefined {
    const raw = this.#db.prepare('SELECT * FROM minds WHERE seq = ?').get(seq);
    if (!raw) return undefined;
    const body = bytesOf(raw.body);
    if (!seal(String(seq), body).equals(bytesOf(raw.sha))) return 'damaged';
    return deserialize(zstdDecompressSync(body)) as Minds;
  }
}

function seal(head: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(`${head}/`).update(body).digest();
}
