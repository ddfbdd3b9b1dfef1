import type { DatabaseSync } from 'node:sqlite';
import type { Ms } from '../../sdk/index.ts';
import { type Block, entryCount, link } from './block.ts';
import { BUSY_MS, transaction } from './database.ts';
import type { Entries, Head } from './entries.ts';
import type { Draft } from './entry.ts';
import { isStorageTrouble, writeFailure } from './errors.ts';
import type { Fallback } from './fallback.ts';
import type { JournalState } from './journal.ts';

/** Commits that take longer, so many in a row, are told: orders wait for them. One alone is a hiccup. */
const SLOW_MS = 2000;
const SLOW_COMMITS = 3;
/** Between two tries to take in what went to the fallback file. */
const RETRY_MS: Ms = 1000;

export interface EntryWriterParts {
  readonly db: DatabaseSync;
  /** Path of journal.db. */
  readonly file: string;
  readonly entries: Entries;
  readonly fallback: Fallback | undefined;
  readonly onState: (state: JournalState) => void;
  /** A clock that only goes forward, in ms. */
  readonly monotonic: () => number;
}

/** Makes entries durable: in journal.db, or in the fallback file until that is possible again (P-5). */
export class EntryWriter {
  readonly #parts: EntryWriterParts;
  /** Durable in the fallback file and not in journal.db. Bounded by that file's room. */
  #held: Block[] = [];
  #isFallback = false;
  /** Slow commits since the last that was not. */
  #slow = 0;
  #retryMs = Number.NEGATIVE_INFINITY;

  constructor(parts: EntryWriterParts) {
    this.#parts = parts;
  }

  get isFallback(): boolean {
    return this.#isFallback;
  }

  get held(): readonly Block[] {
    return this.#held;
  }

  /** Durable when it returns; answers with the new head. @throws what journal.db or the fallback file says. */
  write(head: Head, drafts: readonly Draft[]): Head {
    const { monotonic, onState } = this.#parts;
    const blocks = link(head, drafts);
    const begun = monotonic();
    if (this.#isFallback) this.#hold(blocks);
    else this.#insertOrHold(blocks);
    const ms = monotonic() - begun;
    this.#slow = ms > SLOW_MS && !this.#isFallback ? this.#slow + 1 : 0;
    if (this.#slow === SLOW_COMMITS) onState({ kind: 'slow', ms: Math.round(ms) });
    const last = blocks.at(-1);
    return last ? { n: last.n, hash: last.hash, seq: last.seq, at: last.at } : head;
  }

  /** Tries, now and then, to bring what is held into journal.db. `now` by the caller's clock. */
  retry(now: Ms): void {
    if (!this.#isFallback || now - this.#retryMs < RETRY_MS) return;
    this.#retryMs = now;
    this.takeIn();
  }

  /** In order, once, all or nothing. False where journal.db still cannot be written. */
  takeIn(): boolean {
    if (!this.#isFallback) return true;
    const { db, entries, fallback, onState } = this.#parts;
    // The loop waits for no other process again and again.
    db.exec('PRAGMA busy_timeout = 0');
    try {
      transaction(db, () => entries.insert(this.#held));
    } catch (error) {
      if (isStorageTrouble(error)) return false;
      throw error;
    } finally {
      db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    }
    fallback?.clear();
    onState({ kind: 'recovered', entries: this.#held.reduce((sum, block) => sum + entryCount(block), 0) });
    this.#held = [];
    this.#isFallback = false;
    return true;
  }

  close(): void {
    try {
      this.takeIn();
    } catch {
      // It stays where it is durable already, and the next start takes it in or says what is wrong.
    }
    this.#parts.fallback?.close();
  }

  #insertOrHold(blocks: readonly Block[]): void {
    const { db, entries, fallback, onState, file } = this.#parts;
    try {
      transaction(db, () => entries.insert(blocks));
    } catch (error) {
      if (!fallback || !isStorageTrouble(error)) throw error;
      this.#hold(blocks);
      this.#isFallback = true;
      onState({ kind: 'fallback', reason: String(writeFailure(file, error).detail.found) });
    }
  }

  #hold(blocks: readonly Block[]): void {
    this.#parts.fallback?.append(blocks);
    this.#held.push(...blocks);
  }
}
