import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { BotrcError, type Clock, type Ms } from '../../sdk/index.ts';

export interface FileSinkOptions {
  /** A larger file is followed by a new one. @default 104857600, 100 MiB */
  readonly rollBytes?: number;
  /** A file that began longer ago is followed by a new one. @default one day */
  readonly rollMs?: Ms;
  /** Files that began longer ago are deleted. @default 7 days */
  readonly keepMs?: Ms;
  /** Rolled files kept at most, however young. @default 7 */
  readonly keepFiles?: number;
  /** What a new file begins with. @default nothing */
  readonly header?: (nowMs: Ms) => string;
  /** When a file began, by its first characters. @default by the `"time"` of a first JSON line */
  readonly begunMs?: (head: string) => Ms | undefined;
  /** Hears once of a failure, and again only after lines could be written in between. */
  readonly onFailure: (reason: string) => void;
}

const DAY_MS = 86_400_000;

/**
 * Appends lines to `bot.jsonl`, 0600, and rolls it to `bot.<ms of its first line>.jsonl`; any extension will do. Written at once, so that the
 * last words of a crash are there. A full disk costs lines, never the bot.
 */
export class FileSink {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #options: Required<FileSinkOptions>;
  #file: number | undefined;
  #bytes = 0;
  #firstMs: Ms = 0;
  #failing = false;
  /** The last line has no end: the next one must not be glued to it. */
  #torn = false;

  /** @throws BOTRC_LOG_FILE */
  constructor(path: string, clock: Clock, options: FileSinkOptions) {
    this.#path = path;
    this.#clock = clock;
    this.#options = {
      rollBytes: 104_857_600,
      rollMs: DAY_MS,
      keepMs: 7 * DAY_MS,
      keepFiles: 7,
      header: () => '',
      begunMs: jsonMs,
      ...options,
    };
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#open();
      this.#prune();
    } catch (error) {
      throw new BotrcError(
        'BOTRC_LOG_FILE',
        'the log file cannot be opened',
        {
          found: (error as Error).message,
          where: path,
          mend: 'Make it writable for you, or choose another folder with --home (or BOTRC_HOME).',
        },
        error,
      );
    }
  }

  write(line: string): void {
    if (this.#file === undefined) return;
    try {
      if (this.#isFull()) this.#roll();
      const head = this.#bytes === 0 ? this.#options.header(this.#clock.now()) : '';
      const bytes = Buffer.from(this.#torn ? `\n${line}` : head + line);
      const written = writeSync(this.#file, bytes);
      this.#bytes += written;
      this.#torn = written < bytes.length;
      this.#failing = this.#torn;
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): void {
    const file = openSync(this.#path, 'a+', 0o600);
    this.#file = file;
    fchmodSync(file, 0o600);
    this.#bytes = fstatSync(file).size;
    this.#firstMs = this.#options.begunMs(textAt(file, 0, 256)) ?? this.#clock.now();
    this.#torn = this.#bytes > 0 && textAt(file, this.#bytes - 1, 1) !== '\n';
  }

  #isFull(): boolean {
    if (this.#bytes === 0) return false;
    const { rollBytes, rollMs } = this.#options;
    return this.#bytes >= rollBytes || this.#clock.now() - this.#firstMs >= rollMs;
  }

  /** Where a step fails, the old file is written on, and the next line tries again. */
  #roll(): void {
    try {
      const old = this.#file;
      let stamp = this.#firstMs;
      while (existsSync(this.#rolled(stamp))) stamp++;
      if (existsSync(this.#path)) renameSync(this.#path, this.#rolled(stamp));
      this.#open();
      if (old !== undefined) closeSync(old);
      this.#prune();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!this.#failing) this.#options.onFailure(`the log file cannot be kept: ${(error as Error).message}`);
    this.#failing = true;
  }

  #rolled(stamp: Ms): string {
    const { dir, name, ext } = parse(this.#path);
    return join(dir, `${name}.${stamp}${ext}`);
  }

  #prune(): void {
    const { dir, name: stem, ext } = parse(this.#path);
    const stamps = readdirSync(dir)
      .filter((name) => name.startsWith(`${stem}.`) && name.endsWith(ext))
      .map((name) => name.slice(stem.length + 1, -ext.length))
      .filter((stamp) => /^\d+$/.test(stamp))
      .map(Number)
      .sort((a, b) => b - a);
    const oldest = this.#clock.now() - this.#options.keepMs;
    for (const [rank, stamp] of stamps.entries()) {
      if (rank >= this.#options.keepFiles || stamp < oldest) rmSync(this.#rolled(stamp), { force: true });
    }
  }
}

function textAt(file: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const read = readSync(file, bytes, 0, length, position);
  return bytes.toString('latin1', 0, read);
}

function jsonMs(head: string): Ms | undefined {
  const found = /"time":(\d+)/.exec(head)?.[1];
  return found === undefined ? undefined : Number(found);
}
