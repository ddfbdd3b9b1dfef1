import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BotrcError } from '../sdk/index.ts';

/** Bytes after which the log of a background bot is put aside. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The log of a bot that is being started in the background: its lines and, if it crashes, its last words. */
export interface StartLog {
  /** Open for appending. The caller closes it. */
  readonly fd: number;
  readonly path: string;
}

/**
 * Opens `HOME/<name>/bot.log`, 0600. Before the first start of a bot its folder is not there, and must not be unless
 * it comes to run: then the log begins beside it, see settleLog.
 * @throws BOTRC_HOME_READONLY
 */
export function openLog(folder: string): StartLog {
  const home = dirname(folder);
  const path = existsSync(folder) ? logFileOf(folder) : join(home, `.${basename(folder)}.${process.pid}.log`);
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    trimLog(folder);
    return { path, fd: openSync(path, 'a', 0o600) };
  } catch (error) {
    throw new BotrcError(
      'BOTRC_HOME_READONLY',
      'the data directory cannot be written',
      {
        found: (error as Error).message,
        where: home,
        mend: 'Make it writable for you, or choose another with --home (or BOTRC_HOME).',
      },
      error,
    );
  }
}

/** The bot runs: its log belongs into its folder. Those who hold it open go on appending. */
export function settleLog(path: string, folder: string): void {
  if (path !== logFileOf(folder)) renameSync(path, logFileOf(folder));
}

/** The bot was refused: a log that began for it goes again. */
export function dropLog(path: string, folder: string): void {
  if (path !== logFileOf(folder)) rmSync(path, { force: true });
}

/** The last line that says anything. */
export function lastLineOf(path: string): string | undefined {
  return readFileSync(path, 'utf8')
    .slice(-4000)
    .split('\n')
    .findLast((line) => line.trim() !== '');
}

/**
 * Keeps one older log beside the present one once it is large. Copied, then cut: those who hold it open go on
 * appending. Lines written in between are lost.
 */
export function trimLog(folder: string, maxBytes: number = MAX_BYTES): void {
  const path = logFileOf(folder);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= maxBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

function logFileOf(folder: string): string {
  return join(folder, 'bot.log');
}
