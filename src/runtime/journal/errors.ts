import { BotrcError, plainText } from '../../sdk/index.ts';

/** SQLite's primary result codes, the low byte of `errcode`. */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** Extended codes of reading: SQLITE_IOERR_READ, _SHORT_READ, _CORRUPTFS. */
const UNREADABLE = [266, 522, 8458];

interface Coded {
  readonly code?: string;
  readonly errcode?: number;
}

/** True where the error says that what lies on the disk is not what was written. */
export function isDamage(error: unknown): boolean {
  const { code, errcode } = error as Coded;
  if (code === 'ERR_OUT_OF_RANGE' || error instanceof SyntaxError) return true;
  if (errcode === undefined) return false;
  return UNREADABLE.includes(errcode) || [CORRUPT, NOTADB].includes(errcode & 0xff);
}

/** True where the disk or another process stands in the way, and the file itself is as it was: it may end. */
export function isStorageTrouble(error: unknown): boolean {
  const { errcode } = error as Coded;
  if (errcode === undefined || isDamage(error)) return false;
  return [BUSY, READONLY, IOERR, FULL, CANTOPEN].includes(errcode & 0xff);
}

/** True where a file as a whole is of no use, while others may be. */
export function isSpoilt(error: unknown): boolean {
  if (!(error instanceof BotrcError)) return isDamage(error);
  return error.code === 'BOTRC_JOURNAL_CORRUPT' || error.code === 'BOTRC_JOURNAL_NEWER';
}

function isForbidden(error: unknown): boolean {
  const { code, errcode } = error as Coded;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return true;
  return errcode !== undefined && [PERM, READONLY, CANTOPEN].includes(errcode & 0xff);
}

export interface Damage {
  readonly file: string;
  readonly found: string;
  /** Entries up to it are intact; undefined: none can be read. */
  readonly intactSeq?: number | undefined;
}

export function corrupt({ file, found, intactSeq }: Damage, cause?: unknown): BotrcError {
  const intact =
    intactSeq === undefined ? 'nothing in it can be read' : `entries up to seq ${intactSeq} are intact`;
  return new BotrcError(
    'BOTRC_JOURNAL_CORRUPT',
    `the journal is damaged; ${intact}`,
    {
      // SQLite's own words come in several lines.
      found: plainText(found),
      where: file,
      mend:
        'Restore it from a backup, or move journal.db, journal.db-wal and tape/ aside and start again: ' +
        'the bot then begins a new journal from what the exchange says of the account.',
      data: { intactSeq: intactSeq ?? null },
    },
    cause,
  );
}

export function newer(file: string, found: number, known: number): BotrcError {
  return new BotrcError('BOTRC_JOURNAL_NEWER', 'the journal was written by a newer botrc', {
    found: `schema ${found}, this botrc knows ${known}`,
    where: file,
    mend: 'Install the newer botrc again, or use another --name.',
  });
}

/** What went wrong while a journal was opened, in our words. */
export function openFailure(file: string, error: unknown): BotrcError {
  if (error instanceof BotrcError) return error;
  const found = plainText((error as Error).message);
  if (isDamage(error)) return corrupt({ file, found }, error);
  if (isForbidden(error)) {
    return new BotrcError(
      'BOTRC_HOME_READONLY',
      "the bot's data directory cannot be written",
      {
        found,
        where: file,
        mend: 'Make it writable for you, or choose another with --home (or BOTRC_HOME).',
      },
      error,
    );
  }
  return writeFailure(file, error);
}

export function writeFailure(file: string, error: unknown): BotrcError {
  return new BotrcError(
    'BOTRC_JOURNAL_WRITE',
    'the journal cannot be written',
    {
      found: plainText((error as Error).message),
      where: file,
      mend: 'Free disk space, see that the folder is writable, then start the bot again: nothing was half written.',
    },
    error,
  );
}

/** What went wrong while entries were read. */
export function readFailure(damage: Damage, error: unknown): BotrcError {
  if (error instanceof BotrcError) return error;
  if (isDamage(error)) return corrupt(damage, error);
  return new BotrcError(
    'BOTRC_JOURNAL_READ',
    'the journal cannot be read',
    { found: damage.found, where: damage.file, mend: 'See that the folder is readable, then try again.' },
    error,
  );
}

export function unknownRun(file: string, run: string): BotrcError {
  return new BotrcError('BOTRC_JOURNAL_RUN', 'the journal has no such run', {
    found: plainText(run, 40),
    where: file,
    mend: 'Choose one that `bot journal list` shows.',
  });
}

export function repeatedRun(file: string, run: string): BotrcError {
  return new BotrcError('BOTRC_JOURNAL_RUN', 'a run with this id is in the journal already', {
    found: plainText(run, 40),
    where: file,
    mend: 'Start with another run id: client order ids are made of it and must never repeat.',
  });
}
