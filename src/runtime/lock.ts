import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BotrcError, type Ms, plainText } from '../sdk/index.ts';
import { processIdentity } from './process-identity.ts';

/** What the holder of a bot's folder says of itself: `HOME/<name>/lock`, JSON, for people and viewers. */
export interface LockInfo {
  readonly pid: number;
  readonly startedMs: Ms;
  readonly profile: string;
  /** Where it listens, once it does. */
  readonly socketPath?: string;
}

export interface Lock {
  readonly info: LockInfo;
  /** The topmost folder that had to be made for it, see made-folder.ts; undefined: all were there. */
  readonly made: string | undefined;
  /** Lets the next one in. Safe to call twice. */
  release(): void;
}

interface LockFile extends LockInfo {
  /** See processIdentity: tells the holder from a later process with its pid. */
  readonly process: string;
}

/**
 * Makes `folder` (created 0700) this process's own until `release` or its death. Two locks must agree: the
 * operating system's, on `lock.db`, which cannot outlive its process and so leaves nothing stale to take over by
 * a race; and the file `lock`, which names the holder. Not for network file systems, whose locks may lie.
 * @throws BOTRC_HOME_LOCKED naming the pid, BOTRC_HOME_READONLY, BOTRC_HOME_UNUSABLE.
 */
export function acquireLock(folder: string, info: LockInfo): Lock {
  const made = makeFolder(folder);
  const kernel = lockDatabase(folder);
  try {
    const holder = readLock(folder);
    if (holder !== undefined && holder.pid !== process.pid) throw locked(folder);
    writeLock(folder, { ...info, process: processIdentity(info.pid) ?? 'unknown' });
  } catch (error) {
    kernel.close();
    throw unusable(folder, error);
  }
  let held = true;
  return {
    info,
    made,
    release: () => {
      if (!held) return;
      held = false;
      try {
        rmSync(join(folder, 'lock'), { force: true });
      } catch {
        // A disk that can only be read by now: what it names is a process that has ended, and so holds nothing.
      }
      kernel.close();
    },
  };
}

/** Adds to the lock of `folder` where its holder, this process, listens. Nothing happens where it holds it no more. */
export function announceSocket(folder: string, socketPath: string): void {
  const file = readLockFile(folder);
  if (file?.pid === process.pid) writeLock(folder, { ...file, socketPath });
}

/** Who holds `folder`; undefined where nobody does, also when a dead holder left its file. */
export function readLock(folder: string): LockInfo | undefined {
  const file = readLockFile(folder);
  if (file === undefined) return undefined;
  const identity = processIdentity(file.pid);
  if (identity === undefined) return undefined;
  if (identity !== file.process && identity !== 'unknown' && file.process !== 'unknown') return undefined;
  const { process: _identity, ...info } = file;
  return info;
}

/** True where a holder died without letting go: it did not stop, it was killed or crashed. */
export function hasStaleLock(folder: string): boolean {
  return readLockFile(folder) !== undefined && readLock(folder) === undefined;
}

function makeFolder(folder: string): string | undefined {
  try {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    return made;
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** An exclusive transaction that is never ended holds SQLite's lock, and that is the operating system's. */
function lockDatabase(folder: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'lock.db'));
    chmodSync(join(folder, 'lock.db'), 0o600);
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    throw unusable(folder, error);
  }
}

function readLockFile(folder: string): LockFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'lock'), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unusable(folder, error);
  }
  try {
    const value = JSON.parse(text) as Partial<Record<keyof LockFile, unknown>>;
    if (!Number.isInteger(value.pid) || (value.pid as number) <= 0) return undefined;
    return {
      pid: value.pid as number,
      startedMs: Number(value.startedMs),
      profile: plainText(String(value.profile)),
      process: String(value.process),
      ...(typeof value.socketPath === 'string' ? { socketPath: value.socketPath } : {}),
    };
  } catch {
    // Not ours to read: the operating system's lock alone decides.
    return undefined;
  }
}

/** Whole or not at all: a reader never sees half a file. */
function writeLock(folder: string, file: LockFile): void {
  const temporary = join(folder, `lock.${process.pid}`);
  writeFileSync(temporary, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, 'lock'));
}

/** SQLite's primary result codes. */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;

function unusable(folder: string, error: unknown): BotrcError {
  if (error instanceof BotrcError) return error;
  const { code, errcode, message } = error as NodeJS.ErrnoException & { errcode?: number };
  const primary = errcode === undefined ? undefined : errcode & 0xff;
  if (primary === SQLITE_BUSY || primary === SQLITE_LOCKED) return locked(folder);
  const detail = { found: plainText(message), where: folder };
  const readOnly = primary === SQLITE_READONLY || primary === SQLITE_CANTOPEN;
  if (readOnly || code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new BotrcError(
      'BOTRC_HOME_READONLY',
      "the bot's data directory cannot be written",
      { ...detail, mend: 'Make it writable for you, or choose another with --home (or BOTRC_HOME).' },
      error,
    );
  }
  return new BotrcError(
    'BOTRC_HOME_UNUSABLE',
    "the bot's data directory cannot be used",
    { ...detail, mend: `Look at ${dirname(folder)}, or choose another with --home (or BOTRC_HOME).` },
    error,
  );
}

function locked(folder: string): BotrcError {
  const holder = readLock(folder);
  const who =
    holder === undefined ? 'a process that gave no name' : `pid ${holder.pid}, profile ${holder.profile}`;
  return new BotrcError('BOTRC_HOME_LOCKED', 'another bot holds this data directory', {
    found: who,
    where: folder,
    mend: 'Use `bot attach` or `bot stop` for that one, or start this one with another --name.',
    ...(holder === undefined ? {} : { data: { pid: holder.pid } }),
  });
}
