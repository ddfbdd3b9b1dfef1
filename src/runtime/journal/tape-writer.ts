import { mkdirSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { constants, zstdCompressSync } from 'node:zlib';
import type { Event } from '../../core/event.ts';
import { type Ms, type PluginLog, plainError } from '../../sdk/index.ts';
import { openForWriting } from './database.ts';
import { isSpoilt } from './errors.ts';
import type { TapeOptions } from './journal.ts';
import { oldTape } from './old-tape.ts';
import { TapeEncoder } from './tape-encoder.ts';
import {
  type Chunk,
  chunkSum,
  removeTapeFile,
  TAPE,
  type TapeFile,
  tapeBytes,
  tapeFile,
  tapeFiles,
} from './tape-file.ts';

/** Events, and bytes of them, after which the buffer is written out. */
const BUFFER_EVENTS = 4000;
const BUFFER_BYTES = 2 ** 18;
/** Longest that events wait in the buffer, as long as `tick` is called. */
const BUFFER_MS = 1000;
/** What is compressed is small already: it takes less than handing it to another thread. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 2 ** 17 };

/** Writes the tape. What it cannot write it drops and says so: market data never stops the bot. */
export class TapeWriter {
  readonly #folder: string;
  readonly #options: Required<Omit<TapeOptions, 'enabled'>>;
  readonly #log: PluginLog;
  #db: DatabaseSync | undefined;
  #bytes = 0;
  /** The oldest event of the file; undefined while it has none. */
  #sinceMs: Ms | undefined;
  readonly #encoder: TapeEncoder = new TapeEncoder();
  #count = 0;
  #first: { readonly seq: number; readonly at: Ms } | undefined;
  #last: { readonly seq: number; readonly at: Ms } = { seq: 0, at: 0 };
  #decided = 0;
  #flushedMs = Number.NEGATIVE_INFINITY;
  #lost = 0;

  constructor(folder: string, options: TapeOptions, log: PluginLog) {
    this.#folder = folder;
    this.#options = {
      rollBytes: options.rollBytes ?? 2 ** 28,
      rollMs: options.rollMs ?? 86_400_000,
      keepBytes: options.keepBytes ?? 2 ** 31,
      keepMs: options.keepMs ?? 30 * 86_400_000,
    };
    this.#log = log;
  }

  /** What one commit brought. Market data is plain JSON by contract. */
  append(events: readonly Event[]): void {
    for (const event of events) {
      try {
        this.#encoder.add(event);
      } catch (error) {
        this.#lose(1, error);
        this.flush();
        continue;
      }
      this.#first ??= { seq: event.seq, at: event.at };
      this.#last = { seq: event.seq, at: event.at };
      this.#count++;
      if (this.#count >= BUFFER_EVENTS || this.#encoder.size >= BUFFER_BYTES) this.flush();
    }
  }

  /** So many entries of journal.db are durable. */
  decided(n: number): void {
    this.#decided = n;
  }

  tick(now: Ms): void {
    if (now - this.#flushedMs < BUFFER_MS) return;
    this.#flushedMs = now;
    this.flush();
  }

  /** All that was appended is in the file when it returns. */
  flush(): void {
    const [first, last, count] = [this.#first, this.#last, this.#count];
    const plain = this.#encoder.taken();
    this.#encoder.reset();
    this.#first = undefined;
    this.#count = 0;
    if (!first) return;
    const range = { fromSeq: first.seq, toSeq: last.seq, fromAt: first.at, toAt: last.at };
    try {
      this.#insert({ ...range, decided: this.#decided, body: zstdCompressSync(plain, ZSTD) });
      if (this.#lost > 0) this.#log.info('the tape is written again', { eventsLost: this.#lost });
      this.#lost = 0;
    } catch (error) {
      this.#letGo();
      this.#lose(count, error);
    }
  }

  close(): void {
    this.flush();
    this.#letGo();
  }

  #insert(chunk: Chunk): void {
    if (this.#isFull(chunk.toAt)) this.#letGo();
    const db = this.#db ?? this.#open(chunk.toAt);
    db.prepare('INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      chunk.fromSeq,
      chunk.toSeq,
      chunk.fromAt,
      chunk.toAt,
      chunk.decided,
      chunk.body,
      chunkSum(chunk),
    );
    this.#bytes += chunk.body.length;
    this.#sinceMs ??= chunk.fromAt;
  }

  /** By size, or by age: what is never followed is never forgotten. */
  #isFull(now: Ms): boolean {
    const { rollBytes, rollMs } = this.#options;
    return this.#bytes >= rollBytes || now - (this.#sinceMs ?? now) >= rollMs;
  }

  /** Told once, until it can be written again. */
  #lose(events: number, error: unknown): void {
    const { code, message, found } = plainError(error);
    if (this.#lost === 0) {
      this.#log.error('the tape cannot be written: market data is lost', {
        code,
        message,
        found: found ?? null,
      });
    }
    this.#lost += events;
  }

  /** The newest file where it has room and is sound, else a new one. */
  #open(now: Ms): DatabaseSync {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const newest = tapeFiles(this.#folder).at(-1);
    if (newest) {
      try {
        const db = this.#take(newest);
        if (!this.#isFull(now)) return db;
        this.#letGo();
      } catch (error) {
        this.#letGo();
        if (!isSpoilt(error)) throw error;
        this.#log.warn('a tape file is damaged: it is left as it is, a new one begins', {
          file: newest.path,
        });
      }
    }
    const db = this.#take(tapeFile(this.#folder, (newest?.number ?? 0) + 1));
    this.#prune(now);
    return db;
  }

  #take(file: TapeFile): DatabaseSync {
    this.#db = openForWriting(file.path, TAPE);
    this.#bytes = tapeBytes(file);
    const oldest = this.#db.prepare('SELECT min(from_at) AS at FROM chunks').get()?.at;
    this.#sinceMs = typeof oldest === 'number' ? oldest : undefined;
    return this.#db;
  }

  #letGo(): void {
    this.#db?.close();
    this.#db = undefined;
  }

  #prune(now: Ms): void {
    for (const file of oldTape(this.#folder, now - this.#options.keepMs)) removeTapeFile(file);
    const files = tapeFiles(this.#folder);
    let bytes = files.reduce((sum, file) => sum + tapeBytes(file), 0);
    for (const file of files.slice(0, -1)) {
      if (bytes <= this.#options.keepBytes) return;
      bytes -= tapeBytes(file);
      removeTapeFile(file);
    }
  }
}
