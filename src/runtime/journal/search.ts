import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { decode } from '../../core/codec.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Ms } from '../../sdk/index.ts';
import { hexOf } from './column.ts';
import { openForReading } from './database.ts';
import { linkHash } from './entry.ts';
import { corrupt, readFailure } from './errors.ts';
import type { RunRow } from './journal.ts';
import { JOURNAL } from './open-journal.ts';
import { Runs } from './runs.ts';
import { readTape } from './tape-file.ts';

/** An entry of the journal: an event, or all that one event led to. */
export type Found =
  | { readonly kind: 'event'; readonly seq: number; readonly at: Ms; readonly event: Event }
  | { readonly kind: 'decision'; readonly seq: number; readonly at: Ms; readonly decision: Decision };

/** Most events of the tape that one question looks at. */
const MOST_TAPE = 200_000;

/**
 * Questions to a journal that lies on the disk, beside a running bot or without one. Nothing is changed. Each entry
 * is held against the hash of the one before it.
 */
export class JournalSearch {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #tapeFolder: string;

  /** @throws BOTRC_JOURNAL_MISSING, BOTRC_JOURNAL_… as openJournal for reading. */
  constructor(folder: string) {
    this.#file = join(folder, 'journal.db');
    this.#tapeFolder = join(folder, 'tape');
    this.#db = openForReading(this.#file, JOURNAL);
    // One view of it, whatever a running bot writes meanwhile.
    this.#db.exec('BEGIN');
  }

  /** Oldest first. */
  runs(): readonly RunRow[] {
    return this.#guarded(() => new Runs(this.#db).list().map(({ row }) => row));
  }

  /** The run that an entry belongs to. */
  runAt(seq: number): RunRow | undefined {
    return this.runs().findLast((run) => run.firstSeq <= seq);
  }

  /** Every entry in whose text `id` stands as a value, or as the end of one (`expire/ID`); by seq. */
  mentioning(id: string): readonly Found[] {
    const text = JSON.stringify(id);
    return this.#select('instr(e.body, ?) > 0 OR instr(e.body, ?) > 0', [text, `/${text.slice(1)}`]);
  }

  /** The event with this seq, where it is one that changes facts, and what it led to. */
  at(seq: number): readonly Found[] {
    return this.#select('e.seq = ?', [seq]);
  }

  /** Entries stamped in [fromMs, toMs]. */
  between(fromMs: Ms, toMs: Ms): readonly Found[] {
    return this.#select('e.at >= ? AND e.at <= ?', [fromMs, toMs]);
  }

  /** Everything about one instrument that positions are made of: submits, the venue's words, fills, funding. */
  trading(instrument: string): readonly Found[] {
    const name = JSON.stringify(instrument);
    return this.#select(
      `instr(e.body, ?) > 0 AND (e.type IN ('order', 'fill', 'funding', 'outcome', 'instrument')
       OR (e.kind = 1 AND (instr(e.body, '"type":"submit"') > 0 OR instr(e.body, '"type":"cancel"') > 0
       OR instr(e.body, '"type":"amend"') > 0)))`,
      [name],
    );
  }

  /** The port's answers about orders: they name no instrument. */
  answers(): readonly Found[] {
    return this.#select("e.type = 'outcome'", []);
  }

  /** The newest event of a type up to `seq` in whose text `text` stands. */
  newest(type: Event['type'], seq: number, text = ''): Event | undefined {
    const [found] = this.#select(
      'e.kind = 0 AND e.type = ? AND e.seq <= ? AND instr(e.body, ?) > 0',
      [type, seq, text],
      'ORDER BY e.n DESC LIMIT 1',
    );
    return found?.kind === 'event' ? found.event : undefined;
  }

  /** The last entry stamped at or before a moment. */
  lastAt(ms: Ms): { readonly seq: number; readonly at: Ms } | undefined {
    const sql = 'SELECT seq, at FROM entries WHERE at <= ? ORDER BY n DESC LIMIT 1';
    const row = this.#guarded(() => this.#db.prepare(sql).get(ms));
    return row && { seq: Number(row.seq), at: Number(row.at) };
  }

  /** The first entry stamped after a moment. */
  firstAfter(ms: Ms): { readonly seq: number; readonly at: Ms } | undefined {
    const sql = 'SELECT seq, at FROM entries WHERE at > ? ORDER BY n LIMIT 1';
    const row = this.#guarded(() => this.#db.prepare(sql).get(ms));
    return row && { seq: Number(row.seq), at: Number(row.at) };
  }

  /** Market data with fromSeq <= seq <= toSeq, as far as the tape still has it. */
  *tape(fromSeq: number, toSeq: number): Generator<Event> {
    let count = 0;
    for (const event of readTape(this.#tapeFolder, fromSeq, toSeq)) {
      if (++count > MOST_TAPE) return;
      yield event;
    }
  }

  close(): void {
    this.#db.close();
  }

  #select(where: string, values: readonly (string | number)[], order = 'ORDER BY e.n'): readonly Found[] {
    return this.#guarded(() =>
      this.#db
        .prepare(
          `SELECT e.n, e.seq, e.at, e.kind, e.type, e.body, e.hash, b.hash AS before
           FROM entries e LEFT JOIN entries b ON b.n = e.n - 1 WHERE ${where} ${order}`,
        )
        .all(...values)
        .map((raw) => this.#found(raw)),
    );
  }

  #found(raw: Record<string, unknown>): Found {
    const [n, seq, at] = [Number(raw.n), Number(raw.seq), Number(raw.at)];
    const kind = raw.kind === 0 ? 0 : 1;
    const body = String(raw.body);
    // Before the first there is nothing to hold it against.
    const isLinked = n === 1 || raw.before !== null;
    const draft = { seq, at, kind, type: String(raw.type), body } as const;
    if (isLinked && hexOf(raw.hash) !== linkHash(n === 1 ? '' : hexOf(raw.before), n, draft)) {
      throw corrupt({ file: this.#file, found: `entry ${n} was changed` });
    }
    return kind === 0
      ? { kind: 'event', seq, at, event: decode(body) as Event }
      : { kind: 'decision', seq, at, decision: decode(body) as Decision };
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw readFailure({ file: this.#file, found: (error as Error).message }, error);
    }
  }
}
