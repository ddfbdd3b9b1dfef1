import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { encode } from '../../core/codec.ts';
import { BotrcError, type Ms, plainText } from '../../sdk/index.ts';
import { entriesIn } from '../journal/block.ts';
import { openForReading } from '../journal/database.ts';
import { Entries, type Head } from '../journal/entries.ts';
import { JOURNAL, openJournal } from '../journal/open-journal.ts';
import { Runs } from '../journal/runs.ts';
import { Snapshots } from '../journal/snapshots.ts';
import { type Chunk, chunkEvents, readChunk, TAPE, tapeFiles } from '../journal/tape-file.ts';
import { loadFacts } from '../recovery/load-facts.ts';

/** All that a journal holds, as counts and sums: equal reports are equal journals. */
export interface JournalReport {
  readonly ok: boolean;
  readonly runs: number;
  /** `head`: the hash of the newest, which stands for all before it. */
  readonly entries: {
    readonly count: number;
    readonly head: string;
    readonly lastSeq: number;
    readonly lastMs: Ms;
  };
  readonly snapshots: number;
  /** sha256 of the facts that recovery makes of it; null where it cannot. */
  readonly factsSha256: string | null;
  readonly tape: {
    readonly files: number;
    readonly chunks: number;
    readonly events: number;
    readonly sha256: string;
  };
  readonly problems: readonly Problem[];
}

export interface Problem {
  /** Below the bot's folder. */
  readonly file: string;
  readonly found: string;
}

const quiet = (): void => undefined;

/**
 * Reads a whole journal and checks every sum in it; what is damaged is told and the rest still checked.
 * @throws BOTRC_JOURNAL_MISSING where there is none
 */
export function verifyJournal(folder: string): JournalReport {
  const problems: Problem[] = [];
  const attempt = <T>(file: string, work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof BotrcError && error.code === 'BOTRC_JOURNAL_MISSING') throw error;
      const told =
        error instanceof BotrcError ? (error.detail.found ?? error.message) : (error as Error).message;
      problems.push({ file, found: plainText(told, 200) });
      return otherwise;
    }
  };
  // The tape first: it must not know of more entries than the journal then has.
  const tape = verifyTape(folder, attempt);
  const nothing = { runs: 0, snapshots: 0, entries: { count: 0, head: '', lastSeq: 0, lastMs: 0 } };
  const decisions = attempt('journal.db', () => verifyDecisions(folder, attempt), nothing);
  const factsSha256 = attempt('journal.db', () => factsSum(folder), null);
  return { ok: problems.length === 0, ...decisions, factsSha256, tape, problems };
}

type Attempt = <T>(file: string, work: () => T, otherwise: T) => T;

function verifyDecisions(
  folder: string,
  attempt: Attempt,
): Pick<JournalReport, 'runs' | 'snapshots' | 'entries'> {
  const file = join(folder, 'journal.db');
  const db = openForReading(file, JOURNAL);
  try {
    db.exec('BEGIN');
    attempt('journal.db', () => checkPages(db), undefined);
    const entries = new Entries(db, file);
    const start = attempt<Head>('journal.db', () => entries.start(), { n: 0, hash: '', seq: 0, at: 0 });
    let last: Head = start;
    let count = 0;
    attempt(
      'journal.db',
      () => {
        for (const block of entries.blocks(start)) {
          count += entriesIn(block).length;
          last = block;
        }
      },
      undefined,
    );
    const snapshots = attempt('journal.db', () => countSnapshots(db, entries), 0);
    const runs = attempt('journal.db', () => new Runs(db).list().length, 0);
    return { runs, snapshots, entries: { count, head: last.hash, lastSeq: last.seq, lastMs: last.at } };
  } finally {
    db.close();
  }
}

function checkPages(db: DatabaseSync): void {
  const found = String(db.prepare('PRAGMA quick_check(1)').get()?.quick_check);
  if (found !== 'ok') throw new SyntaxError(found);
}

function countSnapshots(db: DatabaseSync, entries: Entries): number {
  const kept = new Snapshots(db);
  let count = 0;
  for (const { seq, n, head, facts } of kept.read()) {
    if (!facts) throw new SyntaxError(`the snapshot at seq ${seq} was changed`);
    if (kept.minds(seq) === 'damaged') throw new SyntaxError(`the minds at seq ${seq} were changed`);
    if (entries.after(n)?.hash !== head)
      throw new SyntaxError(`entry ${n}, on which the snapshot at seq ${seq} rests, is missing`);
    count++;
  }
  return count;
}

function factsSum(folder: string): string | null {
  const journal = openJournal({
    folder,
    readOnly: true,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  try {
    const facts = loadFacts(journal);
    return facts ? createHash('sha256').update(encode(facts)).digest('hex') : null;
  } finally {
    journal.close();
  }
}

function verifyTape(folder: string, attempt: Attempt): JournalReport['tape'] {
  const hash = createHash('sha256');
  let [files, chunks, events] = [0, 0, 0];
  let lastSeq = 0;
  for (const { path } of tapeFiles(join(folder, 'tape'))) {
    files++;
    const check = (): void => {
      const db = openForReading(path, TAPE);
      try {
        for (const raw of db.prepare('SELECT * FROM chunks ORDER BY from_seq').iterate()) {
          const chunk = readChunk(raw);
          hash.update(`${chunk.fromSeq}/${chunk.toSeq}/`).update(chunk.body);
          events += eventsIn(chunk, lastSeq);
          lastSeq = chunk.toSeq;
          chunks++;
        }
      } finally {
        db.close();
      }
    };
    attempt(`tape/${basename(path)}`, check, undefined);
  }
  return { files, chunks, events, sha256: hash.digest('hex') };
}

function eventsIn(chunk: Chunk, after: number): number {
  let last = after;
  const events = chunkEvents(chunk);
  for (const { seq } of events) {
    if (seq <= last || seq > chunk.toSeq) throw new SyntaxError(`the tape is out of order at seq ${seq}`);
    last = seq;
  }
  return events.length;
}
