import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { decode } from '../../core/codec.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Ms } from '../../sdk/index.ts';
import { type Block, entriesIn, linkHash } from './block.ts';
import { hexOf } from './column.ts';
import { openForReading } from './database.ts';
import { blockOf, Entries } from './entries.ts';
import type { EntryRow } from './entry.ts';
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

/** Of `blocks` and of `held`, with the hash of the one before. Each value of the condition is bound twice. */
const WITH_BEFORE = (where: string): string => `
  SELECT e.n, e.seq, e.at, e.kind, e.type, e.body, e.hash,
    (SELECT b.hash FROM main.blocks b WHERE b.n < e.n ORDER BY b.n DESC LIMIT 1) AS before
    FROM main.blocks e WHERE (${where})
  UNION ALL SELECT e.n, e.seq, e.at, e.kind, e.type, e.body, e.hash, e.before FROM held e WHERE (${where})`;
const PLACES = 'SELECT n, seq, at FROM main.blocks UNION ALL SELECT n, seq, at FROM held';
const OLDEST_FIRST = 'n';
const NEWEST_FIRST = 'n DESC';

/** Numbers of entries whose blocks are read at once. */
const PAGE = 1000;
/** What positions are made of, by the type of an event, and by what stands in the text of a decision. */
const TRADING_EVENTS = ['config', 'instrument', 'order', 'fill', 'funding', 'outcome', 'transfer', 'venue'];
const TRADING_EFFECTS = ['"type":"submit"', '"type":"amend"', '"type":"cancel"', '"kind":"reconciled"'];
/** Most events of the tape that one question looks at. */
const MOST_TAPE = 200_000;

/**
 * Questions to a journal that lies on the disk, beside a running bot or without one; entries that only the fallback
 * file has are among them (P-5). Nothing is changed. Each block of entries is held against the hash of the one before it.
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
    const value = JSON.stringify(id);
    const texts = [value, `/${value.slice(1)}`];
    const found = this.#blocks('instr(e.body, ?) > 0 OR instr(e.body, ?) > 0', texts).flatMap(entriesIn);
    return found.filter(({ body }) => texts.some((text) => body.includes(text))).map(foundOf);
  }

  /** The event with this seq, where it is one that changes facts, and what it led to. */
  at(seq: number): readonly Found[] {
    return [...this.entries(seq, seq)];
  }

  /** Entries stamped in [fromMs, toMs]. */
  between(fromMs: Ms, toMs: Ms): readonly Found[] {
    return [...this.#range('at', fromMs, toMs)].map(foundOf);
  }

  /** Entries with fromSeq <= seq <= toSeq, one after the other. */
  *entries(fromSeq: number, toSeq: number): Generator<Found> {
    for (const row of this.#range('seq', fromSeq, toSeq)) yield foundOf(row);
  }

  /** The last entries up to a seq, oldest first. */
  last(count: number, toSeq: number): readonly Found[] {
    return [...take(this.#backwards('seq', toSeq), count)].reverse().map(foundOf);
  }

  /** Every entry that positions are made of: what was sent and adopted, the venue's words, fills, money. */
  *trading(): Generator<Found> {
    const isTrading = ({ kind, type, body }: EntryRow): boolean =>
      kind === 0 ? TRADING_EVENTS.includes(type) : TRADING_EFFECTS.some((text) => body.includes(text));
    for (const row of this.#range('seq', 0, Number.MAX_SAFE_INTEGER)) if (isTrading(row)) yield foundOf(row);
  }

  /** The newest event of a type up to `seq` in whose text `text` stands. */
  newest(type: Event['type'], seq: number, text = ''): Event | undefined {
    const isWanted = `(e.kind = 2 OR (e.kind = 0 AND e.type = ?)) AND instr(e.body, ?) > 0`;
    for (const row of this.#backwards('seq', seq, isWanted, [type, text])) {
      if (row.kind === 0 && row.type === type && row.body.includes(text)) return decode(row.body) as Event;
    }
    return undefined;
  }

  /** The last entry stamped at or before a moment. */
  lastAt(ms: Ms): Place | undefined {
    const [row] = take(this.#backwards('at', ms), 1);
    return row && { seq: row.seq, at: row.at };
  }

  /** The first entry stamped after a moment. */
  firstAfter(ms: Ms): Place | undefined {
    const [row] = take(this.#range('at', ms + 1, Number.MAX_SAFE_INTEGER), 1);
    return row && { seq: row.seq, at: row.at };
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

  /** Entries with from <= seq (or stamp) <= to, oldest first. Both ascend with the number. */
  *#range(column: 'seq' | 'at', from: number, to: number): Generator<EntryRow> {
    const end = this.#blockOf(column, to + 1);
    for (let n = this.#blockOf(column, from); n <= end; n += PAGE) {
      for (const block of this.#blocks('e.n >= ? AND e.n <= ?', [n, Math.min(end, n + PAGE - 1)])) {
        for (const row of entriesIn(block)) if (row[column] >= from && row[column] <= to) yield row;
      }
    }
  }

  /** Entries up to a seq (or stamp), newest first. */
  *#backwards(
    column: 'seq' | 'at',
    to: number,
    where = 'TRUE',
    values: readonly string[] = [],
  ): Generator<EntryRow> {
    let end = this.#blockOf(column, to + 1);
    for (;;) {
      const [block] = this.#blocks(`e.n <= ? AND (${where})`, [end, ...values], `${NEWEST_FIRST} LIMIT 1`);
      if (!block) return;
      for (const row of entriesIn(block).toReversed()) if (row[column] <= to) yield row;
      end = block.n - 1;
    }
  }

  /** The number of the first block whose last seq (or stamp) is not below `value`; beyond the last where none is. */
  #blockOf(column: 'seq' | 'at', value: number): number {
    return this.#guarded(() => {
      const ends = this.#db
        .prepare(
          `SELECT (SELECT min(n) FROM main.blocks) AS first, (SELECT max(n) FROM main.blocks) AS last,
           (SELECT min(n) FROM held) AS firstHeld, (SELECT max(n) FROM held) AS lastHeld`,
        )
        .get();
      const look = this.#db.prepare(
        `SELECT n, ${column} AS value FROM (${PLACES}) WHERE n >= ? ORDER BY n LIMIT 1`,
      );
      let low = Number(ends?.first ?? ends?.firstHeld ?? 1);
      let high = Number(ends?.lastHeld ?? ends?.last ?? 0) + 1;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const block = look.get(middle);
        if (block && Number(block.value) < value) low = Number(block.n) + 1;
        else high = middle;
      }
      return Number(look.get(low)?.n ?? low);
    });
  }

  #blocks(where: string, values: readonly (string | number)[], order = OLDEST_FIRST): readonly Block[] {
    return this.#guarded(() =>
      this.#db
        .prepare(`${WITH_BEFORE(where)} ORDER BY ${order}`)
        .all(...values, ...values)
        .map((raw) => this.#checked(raw)),
    );
  }

  #checked(raw: Record<string, unknown>): Block {
    const block = blockOf(raw);
    // Before the first there is nothing to hold it against, where others were pruned.
    const isFirst = block.n === entriesIn(block).length;
    const before = isFirst ? '' : hexOf(raw.before);
    if ((isFirst || raw.before !== null) && block.hash !== linkHash(before, block)) {
      throw corrupt({ file: this.#file, found: `entry ${block.n} was changed` });
    }
    return block;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw readFailure({ file: this.#file, found: (error as Error).message }, error);
    }
  }
}

function foundOf({ kind, seq, at, body }: EntryRow): Found {
  return kind === 0
    ? { kind: 'event', seq, at, event: decode(body) as Event }
    : { kind: 'decision', seq, at, decision: decode(body) as Decision };
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  if (count <= 0) return;
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}
