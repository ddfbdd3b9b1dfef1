import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { type PluginLog, plainError } from '../../sdk/index.ts';
import { syncFolder } from '../durable-file.ts';
import { type Block, entryCount, kindOf, linkHash } from './block.ts';
import type { Entries, Head } from './entries.ts';
import { isDamage, openFailure } from './errors.ts';

/** Its name, beside journal.db. */
export const FALLBACK = 'journal.fallback.jsonl';

/**
 * Where entries go while journal.db cannot be written (P-5): JSON lines in a file whose room was taken in good time, so
 * that a full disk has it still, and which stays open, so that a folder that turned read-only has it still. What follows
 * the last line is zeros.
 */
export class Fallback {
  #fd: number;
  readonly #bytes: number;
  #used = 0;

  private constructor(fd: number, bytes: number, used: number) {
    this.#fd = fd;
    this.#bytes = bytes;
    this.#used = used;
  }

  /** Made where it is missing. Undefined, and told, where no room can be had: the journal then has no second chance. */
  static open(path: string, bytes: number, log: PluginLog): Fallback | undefined {
    let fd: number | undefined;
    try {
      const isNew = !existsSync(path);
      fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
      const room = fstatSync(fd).size;
      for (let at = room; at < bytes; at += 65_536) {
        writeSync(fd, Buffer.alloc(Math.min(65_536, bytes - at)), 0, null, at);
      }
      fdatasyncSync(fd);
      if (isNew) syncFolder(path);
      return new Fallback(fd, Math.max(room, bytes), lengthOf(readFileSync(path)));
    } catch (error) {
      if (fd !== undefined) giveBack(fd);
      log.warn(
        `no room could be set aside for when the journal cannot be written: ${plainError(error).message}`,
      );
      return undefined;
    }
  }

  /** Durable when it returns. @throws where the room is used up, or the file cannot be written either. */
  append(blocks: readonly Block[]): void {
    const text = Buffer.from(blocks.map((block) => `${JSON.stringify(block)}\n`).join(''));
    if (this.#used + text.length > this.#bytes)
      throw new Error(`the ${this.#bytes} bytes set aside are used up`);
    for (let done = 0; done < text.length; ) {
      done += writeSync(this.#fd, text, done, text.length - done, this.#used + done);
    }
    fdatasyncSync(this.#fd);
    this.#used += text.length;
  }

  /** Its entries are in journal.db, durably. A crash before this leaves them here, where they are passed over. */
  clear(): void {
    if (this.#used === 0) return;
    writeSync(this.#fd, Buffer.alloc(this.#used), 0, null, 0);
    fdatasyncSync(this.#fd);
    this.#used = 0;
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** A part of the room is no room: what there was of it may be the disk's last. */
function giveBack(fd: number): void {
  ftruncateSync(fd);
  closeSync(fd);
}

/** Up to the zeros. */
function lengthOf(bytes: Buffer): number {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes.length : end;
}

/** What only the fallback file has. @throws BOTRC_JOURNAL_CORRUPT */
export function leftIn(path: string, entries: Entries): readonly Block[] {
  try {
    return readFallback(path, () => entries.newest());
  } catch (error) {
    throw isDamage(error) ? entries.damage((error as Error).message) : openFailure(path, error);
  }
}

/**
 * Entries of a fallback file that go on where journal.db ends; a last line that was cut by a crash was never durable.
 * @param newest where it ends. Asked once the file was read: what a running bot takes in meanwhile is then found there.
 * @throws SyntaxError where entries between the two are missing
 */
function readFallback(path: string, newest: () => Head): readonly Block[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const blocks: Block[] = [];
  const head = newest();
  let before = head;
  for (const line of bytes.subarray(0, lengthOf(bytes)).toString().split('\n')) {
    const block = parseBlock(line);
    // Told twice: it was taken in, and the file not yet cleared.
    if (block && block.n <= head.n) continue;
    const firstN = block && block.n - entryCount(block) + 1;
    if (firstN !== undefined && blocks.length === 0 && firstN > head.n + 1) {
      throw new SyntaxError(
        `${path} goes on with entry ${firstN}: ${firstN - head.n - 1} before it are missing`,
      );
    }
    if (!block || firstN !== before.n + 1 || block.hash !== linkHash(before.hash, block)) break;
    blocks.push(block);
    before = block;
  }
  return blocks;
}

function parseBlock(line: string): Block | undefined {
  try {
    const { n, seq, at, kind, type, body, hash } = JSON.parse(line) as Record<string, unknown>;
    return {
      n: Number(n),
      seq: Number(seq),
      at: Number(at),
      kind: kindOf(kind),
      type: String(type),
      body: String(body),
      hash: String(hash),
    };
  } catch {
    // What a crash cut off.
    return undefined;
  }
}
