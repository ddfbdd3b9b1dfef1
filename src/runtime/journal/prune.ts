import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import type { Ms } from '../../sdk/index.ts';
import { syncFolder } from '../durable-file.ts';
import type { Block } from './block.ts';
import { openForReading, openForWriting, transaction } from './database.ts';
import { Entries, type Head } from './entries.ts';
import { oldTape } from './old-tape.ts';
import { JOURNAL } from './open-journal.ts';
import { type RunPlace, Runs } from './runs.ts';
import { Snapshots } from './snapshots.ts';
import { removeTapeFile, tapeBytes } from './tape-file.ts';

/** Blocks of the archive that are compressed at once. */
const PAGE = 500;

export interface PruneTerms {
  readonly folder: string;
  readonly nowMs: Ms;
  /** Runs that ended longer ago go, to the archive. */
  readonly keepMs: Ms;
  /** Files of the tape whose newest event is older go. */
  readonly keepTapeMs: Ms;
  /** Only says what would go. */
  readonly dryRun: boolean;
}

export interface Pruned {
  readonly runs: readonly string[];
  readonly entries: number;
  readonly tapeFiles: number;
  readonly tapeBytes: number;
  /** Where the entries are now, as JSON lines under zstd; null where none went. */
  readonly archive: string | null;
}

/**
 * Lets old entries and market data go (P-2). Entries go by whole runs, so that what stays begins with facts that are
 * known, and only when they are safe in `archive/`. The bot must be stopped: its lock is the caller's.
 * @throws BOTRC_JOURNAL_CORRUPT: a damaged journal is not made smaller. BOTRC_JOURNAL_WRITE …
 */
export function pruneJournal(terms: PruneTerms): Pruned {
  const { folder, nowMs, keepMs, keepTapeMs, dryRun } = terms;
  const file = join(folder, 'journal.db');
  const db = dryRun ? openForReading(file, JOURNAL) : openForWriting(file, JOURNAL);
  try {
    const entries = new Entries(db, file);
    const start = entries.start();
    const cut = findCut(db, entries, nowMs - keepMs);
    const tape = oldTape(join(folder, 'tape'), nowMs - keepTapeMs);
    let archive: string | null = null;
    if (cut && cut.head.n > start.n && !dryRun) {
      archive = archiveEntries(folder, entries, start, cut.head);
      transaction(db, () => {
        entries.prune(cut.head);
        new Snapshots(db).prune(cut.head.n);
        new Runs(db).remove(cut.runs);
      });
      db.exec('VACUUM');
    }
    const bytes = tape.reduce((sum, one) => sum + tapeBytes(one), 0);
    if (!dryRun) for (const one of tape) removeTapeFile(one);
    return {
      runs: cut?.runs ?? [],
      entries: cut ? cut.head.n - start.n : 0,
      tapeFiles: tape.length,
      tapeBytes: bytes,
      archive,
    };
  } finally {
    db.close();
  }
}

interface Cut {
  /** What stays follows it. */
  readonly head: Head;
  readonly runs: readonly string[];
}

/** Before the first run that is to stay and that begins with facts; never before the last run. */
function findCut(db: DatabaseSync, entries: Entries, beforeMs: Ms): Cut | undefined {
  const runs = new Runs(db).list();
  const known = new Map([...new Snapshots(db).read()].map((snapshot) => [snapshot.n, snapshot]));
  const endOf = (index: number): Ms =>
    runs[index]?.row.ended?.endedMs ?? runs[index + 1]?.row.startedMs ?? Infinity;
  let stays = runs.findIndex((_, index) => endOf(index) > beforeMs || index === runs.length - 1);
  for (; stays > 0; stays--) {
    const place = runs[stays] as RunPlace;
    const head = entries.after(place.firstN - 1);
    const snapshot = known.get(place.firstN - 1);
    if (head && snapshot?.facts && snapshot.head === head.hash) {
      return { head, runs: runs.slice(0, stays).map(({ row }) => row.run) };
    }
  }
  return undefined;
}

function archiveEntries(folder: string, entries: Entries, start: Head, head: Head): string {
  const to = join(folder, 'archive');
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const path = join(to, `entries-${start.n + 1}-${head.n}.jsonl.zst`);
  // What an attempt that was broken off has left.
  rmSync(path, { force: true });
  const fd = openSync(path, 'wx', 0o600);
  try {
    let page: Block[] = [];
    const flush = (): void => {
      if (page.length === 0) return;
      // Frames one after the other are one stream.
      const bytes = zstdCompressSync(`${page.map((block) => JSON.stringify(block)).join('\n')}\n`);
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      page = [];
    };
    for (const block of entries.blocks(start, head.n)) {
      page.push(block);
      if (page.length >= PAGE) flush();
    }
    flush();
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncFolder(path);
  return path;
}
