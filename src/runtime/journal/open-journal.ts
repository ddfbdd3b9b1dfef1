import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginLog } from '../../sdk/index.ts';
import { monotonicMs } from '../clock/monotonic.ts';
import { type DatabaseKind, openForReading, openForWriting } from './database.ts';
import { Entries } from './entries.ts';
import { openFailure } from './errors.ts';
import { FALLBACK, Fallback, leftIn } from './fallback.ts';
import type { Journal, JournalState, TapeOptions } from './journal.ts';
import { JournalReader } from './journal-reader.ts';
import { MIGRATIONS } from './schema.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { tapeEnd } from './tape-file.ts';
import { TapeWriter } from './tape-writer.ts';

export interface JournalOptions {
  /** The bot's own folder, made where it is missing: `journal.db` and `tape/` are in it. Its lock is the caller's. */
  readonly folder: string;
  /** Beside a running bot, or without one; every append throws. @default false */
  readonly readOnly?: boolean;
  readonly tape?: TapeOptions;
  /** Room that is set aside for when journal.db cannot be written (P-5). @default 1048576, 1 MiB */
  readonly fallbackBytes?: number;
  /** Hears when it cannot be written, when it can again, and when it is slow. Must not throw. */
  readonly onState?: (state: JournalState) => void;
  /** For tests: a clock that only goes forward, in ms. */
  readonly monotonic?: () => number;
  readonly log: PluginLog;
}

export const JOURNAL: DatabaseKind = {
  applicationId: 0x62_6f_74_4a,
  migrations: MIGRATIONS,
  synchronous: 'FULL',
  checked: true,
};

/**
 * Opens a bot's journal, made new where there is none.
 * @throws BOTRC_JOURNAL_CORRUPT, BOTRC_JOURNAL_NEWER, BOTRC_HOME_READONLY, BOTRC_JOURNAL_WRITE; when it is only read
 *   also BOTRC_JOURNAL_MISSING and BOTRC_JOURNAL_OLDER
 */
export function openJournal(options: JournalOptions): Journal {
  const { folder, log, readOnly = false, tape = {} } = options;
  const file = join(folder, 'journal.db');
  const tapeFolder = join(folder, 'tape');
  if (!readOnly) makeWritable(folder, file);
  const end = tapeEnd(tapeFolder, (path) =>
    log.warn('a tape file is damaged: its run can be replayed only in part', { file: path }),
  );
  const db = readOnly ? openForReading(file, JOURNAL) : openForWriting(file, JOURNAL);
  const fallbackFile = join(folder, FALLBACK);
  let fallback: Fallback | undefined;
  try {
    const left = leftIn(fallbackFile, new Entries(db, file));
    if (!readOnly) fallback = Fallback.open(fallbackFile, options.fallbackBytes ?? 2 ** 20, log);
    const isTaped = !readOnly && tape.enabled !== false;
    return new SqliteJournal({
      db,
      file,
      reader: new JournalReader(db, file, tapeFolder, log),
      readOnly,
      fallback,
      left,
      onState: options.onState ?? (() => undefined),
      monotonic: options.monotonic ?? monotonicMs,
      ...(isTaped && { tape: new TapeWriter(tapeFolder, tape, log) }),
      ...(end && { tapeEnd: end }),
    });
  } catch (error) {
    fallback?.close();
    db.close();
    throw error;
  }
}

/** SQLite would open what it may not write all the same, and fail at the first commit. */
function makeWritable(folder: string, file: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw openFailure(folder, error);
  }
}
