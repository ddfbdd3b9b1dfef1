import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { decode, encode } from '../../core/codec.ts';
import { bytesOf } from './column.ts';
import type { RunEnd, RunRow, RunStart } from './journal.ts';

/** A run and where its entries begin. */
export interface RunPlace {
  readonly row: RunRow;
  readonly firstN: number;
}

/** The runs in journal.db, in order of their beginning. */
export class Runs {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  has(run: string): boolean {
    return this.#db.prepare('SELECT 1 FROM runs WHERE run = ?').get(run) !== undefined;
  }

  /** @throws SyntaxError where a row was changed. */
  list(): readonly RunPlace[] {
    return this.#db.prepare('SELECT * FROM runs ORDER BY rowid').all().map(runPlace);
  }

  begin(start: RunStart, firstSeq: number, firstN: number): void {
    const body = encode(start);
    const sha = seal(start.run, firstSeq, firstN, body, null);
    this.#db
      .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, NULL, ?)')
      .run(start.run, firstSeq, firstN, body, sha);
  }

  remove(runs: readonly string[]): void {
    const statement = this.#db.prepare('DELETE FROM runs WHERE run = ?');
    for (const run of runs) statement.run(run);
  }

  end(run: string, end: RunEnd): void {
    const { first_seq, first_n, body } = this.#db.prepare('SELECT * FROM runs WHERE run = ?').get(run) ?? {};
    const ended = encode(end);
    const sha = seal(run, Number(first_seq), Number(first_n), String(body), ended);
    this.#db.prepare('UPDATE runs SET ended = ?, sha = ? WHERE run = ?').run(ended, sha, run);
  }
}

function runPlace(raw: Record<string, unknown>): RunPlace {
  const [run, body] = [String(raw.run), String(raw.body)];
  const [firstSeq, firstN] = [Number(raw.first_seq), Number(raw.first_n)];
  const ended = raw.ended === null ? null : String(raw.ended);
  if (!seal(run, firstSeq, firstN, body, ended).equals(bytesOf(raw.sha))) {
    throw new SyntaxError(`the row of run ${run} was changed`);
  }
  const row = { ...(decode(body) as RunStart), firstSeq };
  return { row: ended === null ? row : { ...row, ended: decode(ended) as RunEnd }, firstN };
}

function seal(run: string, firstSeq: number, firstN: number, body: string, ended: string | null): Buffer {
  return hash('sha256', encode([run, firstSeq, firstN, body, ended]), 'buffer');
}
