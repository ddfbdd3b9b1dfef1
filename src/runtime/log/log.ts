import pino from 'pino';
import type { LogRow } from '../../core/view/bot.ts';
import type { Clock, LogFields, PluginLog } from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';
import { FileSink } from './file-sink.ts';
import { Scrubber } from './scrubber.ts';

export type LogLevel = LogRow['level'];

export interface LogOptions {
  /** JSON lines go here, see FileSink; absent: only rows are kept. */
  readonly file?: string;
  /** What is below is dropped at once. */
  readonly level: LogLevel;
  /** Read at each line: what is added to it later is hidden from then on. */
  readonly secrets: SecretSet;
  /** Hears every row, after it was written. Must not throw. */
  readonly onRow?: (row: LogRow) => void;
  readonly clock: Clock;
}

export interface Log {
  /** The log of one part of the bot. Nothing that it writes holds a secret or a control character. */
  child(source: string): PluginLog;
  /** The newest rows, at most 1000, oldest first. */
  rows(limit: number): readonly LogRow[];
  /** Lets go of the file; rows go on. */
  close(): void;
}

/** Rows kept for viewers. */
const KEPT_ROWS = 1000;
/** Of the text of one row, in characters. */
const ROW_TEXT = 1000;
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** @throws BOTRC_LOG_FILE where the file cannot be opened. Later failures are told once, as a row, and thrown never. */
export function createLog(options: LogOptions): Log {
  const { clock, level, onRow } = options;
  const scrubber = new Scrubber(options.secrets);
  const rows: LogRow[] = [];
  const keep = (row: LogRow): void => {
    rows.push(row);
    if (rows.length > KEPT_ROWS) rows.shift();
    onRow?.(row);
  };
  const sink =
    options.file === undefined
      ? undefined
      : new FileSink(options.file, clock, {
          onFailure: (reason) =>
            keep({ timeMs: clock.now(), level: 'error', source: 'log', text: scrubber.text(reason) }),
        });
  let timeMs = 0;
  const writer =
    sink &&
    pino(
      {
        level,
        base: null,
        timestamp: () => `,"time":${timeMs}`,
        formatters: { level: (label) => ({ level: label }) },
      },
      sink,
    );
  const enabled = LEVELS.slice(LEVELS.indexOf(level));

  const child = (source: string): PluginLog => {
    const from = scrubber.text(source, 64);
    const lines = writer?.child({ source: from });
    const write = (at: LogLevel, message: string, fields?: LogFields): void => {
      if (!enabled.includes(at)) return;
      timeMs = clock.now();
      const msg = scrubber.text(message);
      const clean = scrubber.fields(fields);
      lines?.[at](clean, msg);
      keep({ timeMs, level: at, source: from, text: rowText(msg, clean) });
    };
    return {
      debug: (message, fields) => write('debug', message, fields),
      info: (message, fields) => write('info', message, fields),
      warn: (message, fields) => write('warn', message, fields),
      error: (message, fields) => write('error', message, fields),
    };
  };

  return { child, rows: (limit) => (limit > 0 ? rows.slice(-limit) : []), close: () => sink?.close() };
}

/** One line for people: the message, then `key=value`. */
function rowText(msg: string, fields: LogFields): string {
  const text = Object.entries(fields).reduce((line, [key, value]) => `${line} ${key}=${value}`, msg);
  return text.length > ROW_TEXT ? `${text.slice(0, ROW_TEXT - 1)}…` : text;
}
