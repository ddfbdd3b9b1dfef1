import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { BotrcError, type Ms } from '../../sdk/index.ts';
import { syncFolder, writeDurably } from '../durable-file.ts';
import { openForReading } from '../journal/database.ts';
import { JOURNAL } from '../journal/open-journal.ts';
import { tapeFiles } from '../journal/tape-file.ts';
import { botrcVersion } from '../version.ts';
import { damaged, exists, unusable } from './errors.ts';
import { filesBelow, type Manifest } from './manifest.ts';
import { verifyJournal } from './verify-journal.ts';

/** What a backup leaves out: locks, logs, what a process makes for itself, and databases, which are copied as such. */
const LEFT_OUT = /^(?:lock|bot\.log.*|control\.sock|.*\.new|.*\.db|.*-wal|.*-shm|.*-journal|manifest\.json)$/;
/** How often the journal may have moved on while the other books were looked at, before it is given up. */
const MOST_TRIES = 200;

export interface BackupRequest {
  /** The bot's own folder. */
  readonly folder: string;
  /** The folder to make. */
  readonly to: string;
  readonly nowMs: Ms;
}

export interface BackedUp extends Manifest {
  readonly folder: string;
}

/**
 * Copies a bot's folder as it stands at one moment, beside a running bot too (P-3), and reads it back. The copy is there
 * whole or not at all.
 * @throws BOTRC_ARCHIVE_EXISTS, BOTRC_ARCHIVE_FILE, BOTRC_ARCHIVE_DAMAGED where it does not read back, BOTRC_JOURNAL_…
 */
export async function makeBackup({ folder, to, nowMs }: BackupRequest): Promise<BackedUp> {
  if (existsSync(to)) throw exists(to, 'something of that name');
  const draft = `${to}.new`;
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    await copyTape(folder, draft);
    const head = await copyBooks(folder, draft);
    for (const file of readdirSync(folder)) {
      if (LEFT_OUT.test(file) || !statSync(join(folder, file)).isFile()) continue;
      copyFileSync(join(folder, file), join(draft, file));
    }
    if (existsSync(join(folder, 'audit')))
      cpSync(join(folder, 'audit'), join(draft, 'audit'), { recursive: true });
    const report = verifyJournal(draft);
    const [problem] = report.problems;
    if (problem) throw damaged('backup', draft, `${problem.file}: ${problem.found}`);
    if (report.entries.count !== head)
      throw damaged('backup', draft, `${report.entries.count} of ${head} entries`);
    const manifest: Manifest = {
      botrc: 'backup',
      format: 1,
      name: basename(folder),
      version: botrcVersion(),
      madeMs: nowMs,
      seq: report.entries.lastSeq,
      head: report.entries.head,
      factsSha256: report.factsSha256,
      files: filesBelow(draft),
    };
    writeDurably(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(draft, to);
    syncFolder(to);
    return { folder: to, ...manifest };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw unusable('backup', to, error);
  }
}

/** First: a tape knows how many entries were durable before it, and those must be in the journal that is copied. */
async function copyTape(folder: string, draft: string): Promise<void> {
  for (const { path } of tapeFiles(join(folder, 'tape'))) {
    mkdirSync(join(draft, 'tape'), { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      await copyDatabase(db, join(draft, 'tape', basename(path)));
    } finally {
      db.close();
    }
  }
}

/**
 * The journal and the other books, the simulated venue's, of one and the same moment: both are held, and the journal
 * has not moved on in between. Answers with how many entries there are.
 */
async function copyBooks(folder: string, draft: string): Promise<number> {
  const others = readdirSync(folder).filter(
    (file) => /\.db$/.test(file) && !/^(?:journal|lock)\.db$/.test(file),
  );
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const journal = openForReading(join(folder, 'journal.db'), JOURNAL);
    const held: (readonly [string, DatabaseSync])[] = [];
    try {
      const head = hold(journal);
      for (const file of others) {
        const db = new DatabaseSync(join(folder, file), { readOnly: true, timeout: 2000 });
        held.push([file, db]);
        db.exec('BEGIN');
        db.prepare('SELECT count(*) FROM sqlite_schema').get();
      }
      if (newest(folder) !== head) continue;
      await copyDatabase(journal, join(draft, 'journal.db'));
      for (const [file, db] of held) await copyDatabase(db, join(draft, file));
      return head;
    } finally {
      journal.close();
      for (const [, db] of held) db.close();
    }
  }
  throw new BotrcError('BOTRC_ARCHIVE_FILE', 'the bot is too busy to be backed up', {
    where: folder,
    mend: 'Try again, or `bot pause` it first.',
  });
}

/** Holds the database as it is now; its newest entry. */
function hold(db: DatabaseSync): number {
  db.exec('BEGIN');
  return Number(db.prepare('SELECT max(n) AS n FROM blocks').get()?.n ?? 0);
}

function newest(folder: string): number {
  const db = openForReading(join(folder, 'journal.db'), JOURNAL);
  try {
    return hold(db);
  } finally {
    db.close();
  }
}

/** By SQLite's own backup: of the moment that the connection holds. */
async function copyDatabase(db: DatabaseSync, to: string): Promise<void> {
  // Made here, so that it is its owner's alone from the beginning.
  writeDurably(to, '');
  await backup(db, to, { rate: 10_000 });
}
