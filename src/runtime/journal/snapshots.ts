import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { decode, encode } from '../../core/codec.ts';
import type { Facts } from '../../core/facts.ts';
import { bytesOf, hexOf } from './column.ts';
import type { Minds } from './journal.ts';

export interface Snapshot {
  readonly seq: number;
  readonly facts: Facts;
  /** The last entry that the facts cover, and its hash. */
  readonly n: number;
  readonly head: string;
}

/** Newest snapshots kept; the first of each run stays beside them. */
const KEPT = 3;

/** The facts and the minds kept in journal.db. */
export class Snapshots {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  save(run: string, snapshot: Snapshot): void {
    const { seq, n, head } = snapshot;
    const body = zstdCompressSync(encode(snapshot.facts), {
      params: { [constants.ZSTD_c_compressionLevel]: 1 },
    });
    this.#db
      .prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)')
      .run(seq, run, n, Buffer.from(head, 'hex'), body, seal(`${seq}/${run}/${n}/${head}`, body));
    this.#db
      .prepare(
        `DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ${KEPT})
         AND seq NOT IN (SELECT min(seq) FROM snapshots GROUP BY run)`,
      )
      .run();
  }

  /** Lets go of those that rest on an entry before `n`. */
  prune(n: number): void {
    this.#db.prepare('DELETE FROM snapshots WHERE n < ?').run(n);
  }

  /** Newest first; one that was changed comes without facts. */
  *read(): Generator<Omit<Snapshot, 'facts'> & { readonly facts?: Facts }> {
    for (const raw of this.#db.prepare('SELECT * FROM snapshots ORDER BY seq DESC').iterate()) {
      const seq = Number(raw.seq);
      const n = Number(raw.n);
      const body = bytesOf(raw.body);
      const head = hexOf(raw.head);
      const sound = seal(`${seq}/${String(raw.run)}/${n}/${head}`, body).equals(bytesOf(raw.sha));
      yield { seq, n, head, ...(sound && { facts: decode(zstdDecompressSync(body).toString()) as Facts }) };
    }
  }

  saveMinds({ seq, codeHash, blob }: Minds): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO minds VALUES (1, ?, ?, ?, ?)')
      .run(seq, codeHash, blob, seal(`${seq}/${codeHash}`, blob));
  }

  minds(): Minds | 'damaged' | undefined {
    const raw = this.#db.prepare('SELECT * FROM minds').get();
    if (!raw) return undefined;
    const minds = { seq: Number(raw.seq), codeHash: String(raw.code_hash), blob: bytesOf(raw.body) };
    const sealed = seal(`${minds.seq}/${minds.codeHash}`, minds.blob);
    return sealed.equals(bytesOf(raw.sha)) ? minds : 'damaged';
  }
}

function seal(head: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(`${head}/`).update(body).digest();
}
