import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { crc32, zstdDecompressSync } from 'node:zlib';
import type { Event } from '../../core/event.ts';
import type { Ms } from '../../sdk/index.ts';
import { bytesOf } from './column.ts';
import { type DatabaseKind, openForReading } from './database.ts';
import { isSpoilt, readFailure } from './errors.ts';
import { TAPE_MIGRATIONS } from './schema.ts';
import { decodeTape, isCompact } from './tape-decoder.ts';

export const TAPE: DatabaseKind = {
  applicationId: 0x62_6f_74_54,
  migrations: TAPE_MIGRATIONS,
  // Files that rolled are never opened for writing again.
  readsFrom: 1,
  synchronous: 'NORMAL',
  // Its chunks bear sums of their own, checked when they are read.
  checked: false,
};

/** Some events of the tape, in one row. */
export interface Chunk {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly fromAt: Ms;
  readonly toAt: Ms;
  /** Entries of journal.db that were durable before it was written. */
  readonly decided: number;
  /** Events in the compact form (tape-code.ts), or as lines of JSON, under zstd. */
  readonly body: Uint8Array;
}

export interface TapeFile {
  readonly number: number;
  readonly path: string;
}

/** The files of a tape, oldest first. */
export function tapeFiles(folder: string): TapeFile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /^\d{6,}\.db$/.test(name))
    .map((name) => tapeFile(folder, Number.parseInt(name, 10)))
    .sort((a, b) => a.number - b.number);
}

export function tapeFile(folder: string, number: number): TapeFile {
  return { number, path: join(folder, `${String(number).padStart(6, '0')}.db`) };
}

export function tapeBytes({ path }: TapeFile): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

export function removeTapeFile({ path }: TapeFile): void {
  for (const rest of ['', '-wal', '-shm']) rmSync(path + rest, { force: true });
}

/** A check of everything in the row but itself. */
export function chunkSum(chunk: Chunk): number {
  const { fromSeq, toSeq, fromAt, toAt, decided, body } = chunk;
  return crc32(body, crc32(`${fromSeq}/${toSeq}/${fromAt}/${toAt}/${decided}`));
}

/** Where the tape ends: its newest sound chunk. Files that hold nothing or are damaged are passed over. */
export function tapeEnd(folder: string, onDamage: (path: string) => void): Chunk | undefined {
  for (const { path } of tapeFiles(folder).reverse()) {
    let db: DatabaseSync | undefined;
    try {
      db = openForReading(path, TAPE);
      const raw = db.prepare('SELECT * FROM chunks ORDER BY from_seq DESC LIMIT 1').get();
      if (raw) return readChunk(raw);
    } catch (error) {
      if (!isSpoilt(error)) throw error;
      onDamage(path);
    } finally {
      db?.close();
    }
  }
  return undefined;
}

/**
 * Market events with fromSeq <= seq <= toSeq, by seq; files that rolled away are simply absent.
 * @throws BOTRC_JOURNAL_CORRUPT naming the file
 */
export function* readTape(folder: string, fromSeq: number, toSeq: number): Generator<Event> {
  for (const { path } of tapeFiles(folder)) {
    const db = openForReading(path, TAPE);
    let intactSeq: number | undefined;
    try {
      const rows = db.prepare('SELECT * FROM chunks WHERE to_seq >= ? AND from_seq <= ? ORDER BY from_seq');
      for (const raw of rows.iterate(fromSeq, toSeq)) {
        const chunk = readChunk(raw);
        for (const event of chunkEvents(chunk)) {
          if (event.seq >= fromSeq && event.seq <= toSeq) yield event;
        }
        intactSeq = chunk.toSeq;
      }
    } catch (error) {
      throw readFailure({ file: path, found: (error as Error).message, intactSeq }, error);
    } finally {
      db.close();
    }
  }
}

/** @throws SyntaxError where it was changed. */
export function readChunk(raw: Record<string, unknown>): Chunk {
  const chunk = {
    fromSeq: Number(raw.from_seq),
    toSeq: Number(raw.to_seq),
    fromAt: Number(raw.from_at),
    toAt: Number(raw.to_at),
    decided: Number(raw.decided),
    body: bytesOf(raw.body),
  };
  if (chunkSum(chunk) !== raw.crc) throw new SyntaxError(`the chunk from seq ${chunk.fromSeq} was changed`);
  return chunk;
}

/** By seq. @throws SyntaxError where they are not what was written. */
export function chunkEvents({ body }: Chunk): readonly Event[] {
  const plain = zstdDecompressSync(body);
  if (isCompact(plain)) return decodeTape(plain) as readonly Event[];
  // The first tapes have one event a line, those of schema 1 an array of them.
  const lines = plain.toString().split('\n');
  return lines.flatMap((line) => JSON.parse(line) as Event | readonly Event[]);
}
