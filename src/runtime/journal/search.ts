import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { decode } from '../../core/codec.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Ms } from '../../sdk/index.ts';
import { hexOf } from './column.ts';
import { openForReading } from './database.ts';
import { Entries } from './entries.ts';
import { linkHash } from './entry.ts';
import { corrupt, readFailure } from './errors.ts';
import { FALLBACK, leftIn } from './fallback.ts';
import { layBeside } from './held.ts';
import type { RunRow } from './journal.ts';
import { JOURNAL } from './open-journal.ts';
import { Runs } from './runs.ts';
import { readTape } from './tape-file.ts';

/** An entry of the journal: an event, or all that one event led to. */
export type Found =
  | { readonly kind: 'event'; readonly seq: number; readonly at: Ms; readonly event: Event }
  | { readonly kind: 'decision'; readonly seq: number; readonly at: Ms; readonly decision: Decision };

export interface Place {
  readonly seq: number;
  readonly at: Ms;
}

/** Of `entries` and of `held`, with the hash of the row before. Each value of the condition is bound twice. */
const WITH_BEFORE = (where: string): string => `
  SELECT e.n, e.seq, e.at, e.kind, e.type, e.body, e.hash, b.hash AS before
    FROM main.entries e LEFT JOIN main.entries b ON b.n = e.n - 1 WHERE (${where})
  UNION ALL SELECT e.n, e.seq, e.at, e.kind, e.type, e.body, e.hash, e.before FROM held e WHERE (${where})`;
const PLACES = 'SELECT n, seq, at FROM main.entries UNION ALL SELECT n, seq, at FROM held';

/** Entries read at once. */
const PAGE = 1000;
/** Most events of the tape that one question looks at. */
const MOST_TAPE = 200_000;

/**
 * Questions to a journal that lies on the disk, beside a running bot or without one; entries that only the fallback
 * file has are among them (P-5). Nothing is changed. Each entry is held against the hash of the one before it.
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
    try {
      // One view of it, whatever a running bot writes meanwhile.
      this.#db.exec('BEGIN');
      const entries = new Entries(this.#db, this.#file);
      const left = leftIn(join(folder, FALLBACK), entries);
      layBeside(this.#db, left, entries.newest().hash);
    } catch (error) {
      this.#db.close();
      throw error;
    }
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
    return this.#range(this.#firstN('seq', seq), this.#firstN('seq', seq + 1));
  }

  /** Entries stamped in [fromMs, toMs]. */
  between(fromMs: Ms, toMs: Ms): readonly Found[] {
    return this.#range(this.#firstN('at', fromMs), this.#firstN('at', toMs + 1));
  }

  /** Entries with fromSeq <= seq <= toSeq, one after the other. */
  *entries(fromSeq: number, toSeq: number): Generator<Found> {
    const end = this.#firstN('seq', toSeq + 1);
    for (let n = this.#firstN('seq', fromSeq); n < end; n += PAGE)
      yield* this.#range(n, Math.min(end, n + PAGE));
  }

  /** The last entries up to a seq, oldest first. */
  last(count: number, toSeq: number): readonly Found[] {
    const end = this.#firstN('seq', toSeq + 1);
    return this.#range(end - count, end);
  }

  /** Every entry that positions are made of: what was sent and adopted, the venue's words, fills, money. */
  *trading(): Generator<Found> {
    const end = this.#firstN('seq', Number.MAX_SAFE_INTEGER);
    for (let n = this.#firstN('seq', 0); n < end; n += PAGE) {
      yield* this.#select(
        `e.n >= ? AND e.n < ? AND (e.type IN ('config', 'instrument', 'order', 'fill', 'funding', 'outcome', 'transfer',
         'venue') OR (e.kind = 1 AND (instr(e.body, '"type":"submit"') > 0 OR instr(e.body, '"type":"amend"') > 0
         OR instr(e.body, '"type":"cancel"') > 0 OR instr(e.body, '"kind":"reconciled"') > 0)))`,
        [n, n + PAGE],
      );
    }
  }

  /** The newest event of a type up to `seq` in whose text `text` stands. */
  newest(type: Event['type'], seq: number, text = ''): Event | undefined {
    const [found] = this.#select(
      'e.n < ? AND e.type = ? AND e.kind = 0 AND instr(e.body, ?) > 0',
      [this.#firstN('seq', seq + 1), type, text],
      'n DESC LIMIT 1',
    );
    return found?.kind === 'event' ? found.event : undefined;
  }

  /** The last entry stamped at or before a moment. */
  lastAt(ms: Ms): Place | undefined {
    return this.#place(this.#firstN('at', ms + 1) - 1);
  }

  /** The first entry stamped after a moment. */
  firstAfter(ms: Ms): Place | undefined {
    return this.#place(this.#firstN('at', ms + 1));
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

  /** The number of the first entry whose seq or stamp is not below `value`; both ascend with the number. */
  #firstN(column: 'seq' | 'at', value: number): number {
    return this.#guarded(() => {
      const ends = this.#db
        .prepare(
          `SELECT (SELECT min(n) FROM main.entries) AS first, (SELECT max(n) FROM main.entries) AS last,
           (SELECT min(n) FROM held) AS firstHeld, (SELECT max(n) FROM held) AS lastHeld`,
        )
        .get();
      let low = Number(ends?.first ?? ends?.firstHeld ?? 1);
      let high = Number(ends?.lastHeld ?? ends?.last ?? 0) + 1;
      const look = this.#db.prepare(`SELECT ${column} AS value FROM (${PLACES}) WHERE n = ?`);
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (Number(look.get(middle)?.value ?? Number.NEGATIVE_INFINITY) < value) low = middle + 1;
        else high = middle;
      }
      return low;
    });
  }

  #range(fromN: number, endN: number): readonly Found[] {
    return fromN < endN ? this.#select('e.n >= ? AND e.n < ?', [fromN, endN]) : [];
  }

  #place(n: number): Place | undefined {
    const row = this.#guarded(() => this.#db.prepare(`SELECT seq, at FROM (${PLACES}) WHERE n = ?`).get(n));
    return row && { seq: Number(row.seq), at: Number(row.at) };
  }

  #select(where: string, values: readonly (string | number)[], order = 'n'): readonly Found[] {
    return this.#guarded(() =>
      this.#db
        .prepare(`${WITH_BEFORE(where)} ORDER BY ${order}`)
        .all(...values, ...values)
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
