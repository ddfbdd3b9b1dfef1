import type { DatabaseSync } from 'node:sqlite';
import type { Decision } from '../../core/effect.ts';
import { type Event, isMarketData } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import type { Minds } from '../../core/minds.ts';
import type { Ms } from '../../sdk/index.ts';
import { type Block, entriesIn } from './block.ts';
import { transaction } from './database.ts';
import { Entries, type Head } from './entries.ts';
import { type Draft, decisionDraft, type EntryRow, eventDraft, readEntry } from './entry.ts';
import { EntryWriter } from './entry-writer.ts';
import { repeatedRun, unknownRun, writeFailure } from './errors.ts';
import type { Fallback } from './fallback.ts';
import type {
  Journal,
  JournalEntry,
  JournalState,
  LoadedJournal,
  ReplayStart,
  RunRow,
  RunStart,
} from './journal.ts';
import type { JournalReader } from './journal-reader.ts';
import { Runs } from './runs.ts';
import { SeqGuard } from './seq-guard.ts';
import { Snapshots } from './snapshots.ts';
import type { Chunk } from './tape-file.ts';
import type { TapeWriter } from './tape-writer.ts';

/** Entries that may wait for one commit: far more than a batch leads to, so that a caller who never commits is found. */
const MAX_PENDING = 100_000;

export interface SqliteJournalParts {
  readonly db: DatabaseSync;
  /** Path of journal.db. */
  readonly file: string;
  readonly reader: JournalReader;
  /** Absent: market data is not kept. */
  readonly tape?: TapeWriter;
  /** Where the tape of earlier runs ends; read before journal.db was. */
  readonly tapeEnd?: Chunk;
  readonly readOnly: boolean;
  /** Room for when journal.db cannot be written. */
  readonly fallback: Fallback | undefined;
  /** Entries that only the fallback file has: a reader shows them, a writer takes them in. */
  readonly left: readonly Block[];
  readonly onState: (state: JournalState) => void;
  readonly monotonic: () => number;
}

/** The journal on disk: appends wait in memory and are written in one transaction. */
export class SqliteJournal implements Journal {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #reader: JournalReader;
  readonly #tape: TapeWriter | undefined;
  readonly #entries: Entries;
  readonly #writer: EntryWriter;
  readonly #left: readonly Block[];
  readonly #runs: Runs;
  readonly #snapshots: Snapshots;
  readonly #guard: SeqGuard;
  #head: Head;
  #run: string;
  /** Entries, and market data for the tape, that wait for a commit. */
  #pending: Draft[] = [];
  #market: Event[] = [];
  #failure: Error | undefined;

  /** @throws BOTRC_JOURNAL_CORRUPT where the tape knows of entries that are not there */
  constructor(parts: SqliteJournalParts) {
    const { db, file, reader, tape, tapeEnd, readOnly, fallback, onState, monotonic } = parts;
    this.#db = db;
    this.#file = file;
    this.#reader = reader;
    this.#tape = tape;
    this.#entries = new Entries(db, file);
    this.#left = readOnly ? parts.left : [];
    this.#writer = new EntryWriter({ db, file, entries: this.#entries, fallback, onState, monotonic });
    if (!readOnly) this.#takeIn(parts.left, fallback);
    this.#runs = new Runs(db);
    this.#snapshots = new Snapshots(db);
    const last = this.#left.at(-1);
    this.#head = last ?? this.#entries.newest();
    const missing = (tapeEnd?.decided ?? 0) - this.#head.n;
    if (missing > 0)
      throw this.#entries.damage(
        `the last ${missing} entries are missing: an older copy, or its -wal was removed`,
      );
    const isTapeAhead = tapeEnd !== undefined && tapeEnd.toSeq > this.#head.seq;
    this.#guard = new SeqGuard(isTapeAhead ? { seq: tapeEnd.toSeq, at: tapeEnd.toAt } : this.#head);
    this.#run = reader.runs().at(-1)?.row.run ?? '';
    this.#tape?.decided(this.#head.n);
    if (readOnly) this.#failure = writeFailure(file, new Error('it was opened for reading'));
  }

  get lastSeq(): number {
    return this.#guard.lastSeq;
  }

  get lastAt(): Ms {
    return this.#guard.lastAt;
  }

  beginRun(run: RunStart): void {
    if (this.#runs.has(run.run)) throw repeatedRun(this.#file, run.run);
    this.commit();
    this.#write(() => this.#runs.begin(run, this.lastSeq + 1, this.#head.n + 1));
    this.#run = run.run;
  }

  endRun(run: string, endedMs: Ms, summary: unknown): void {
    if (!this.#runs.has(run)) throw unknownRun(this.#file, run);
    // The run then looks like one that was killed; nothing else is lost.
    if (!this.#writer.takeIn()) return;
    this.#write(() => this.#runs.end(run, { endedMs, lastSeq: this.lastSeq, summary }));
  }

  runs(): readonly RunRow[] {
    return this.#reader.runs().map((place) => place.row);
  }

  appendEvents(events: readonly Event[]): void {
    this.#admit();
    this.#guard.takeEvents(events);
    for (const event of events) {
      if (isMarketData(event.type)) {
        if (this.#tape) this.#market.push(event);
      } else this.#pending.push(eventDraft(event));
    }
  }

  appendEffects(decision: Decision): void {
    if (decision.effects.length === 0) return;
    this.#admit();
    this.#guard.takeDecision(decision);
    this.#pending.push(decisionDraft(decision));
  }

  commit(): void {
    this.#commitUpTo(Number.POSITIVE_INFINITY);
  }

  tick(now: Ms): void {
    this.#writer.retry(now);
    this.#tape?.tick(now);
  }

  snapshot(seq: number, facts: Facts, minds?: Minds): void {
    this.#commitUpTo(facts.seq);
    // It only shortens a restart, and the next one does as well.
    if (this.#writer.isFallback) return;
    this.#write(() => {
      const { n, hash } = this.#entries.upTo(facts.seq);
      this.#snapshots.save(this.#run, { seq, facts, n, head: hash }, minds);
    });
  }

  starts(run: string): Iterable<ReplayStart> {
    return this.#reader.starts(run);
  }

  load(beforeSeq?: number): LoadedJournal {
    const { snapshot, entries } = this.#reader.load(beforeSeq);
    const held = [...this.#left, ...this.#writer.held]
      .flatMap(entriesIn)
      .filter((row) => row.seq < (beforeSeq ?? Infinity));
    return { ...(snapshot && { snapshot }), entries: held.length > 0 ? concat(entries, held) : entries };
  }

  replay(run: string, afterSeq?: number): Iterable<Event> {
    this.#tape?.flush();
    return this.#reader.replay(run, afterSeq);
  }

  effects(run: string, afterSeq?: number): Iterable<Decision> {
    return this.#reader.decisions(run, afterSeq);
  }

  close(): void {
    this.#tape?.close();
    this.#writer.close();
    this.#pending = [];
    this.#market = [];
    this.#failure ??= writeFailure(this.#file, new Error('it is closed'));
    if (this.#db.isOpen) this.#db.close();
  }

  #commitUpTo(seq: number): void {
    const ready = this.#pending.filter((draft) => draft.seq <= seq);
    if (ready.length > 0) {
      this.#head = this.#guarded(() => this.#writer.write(this.#head, ready));
      this.#pending = this.#pending.filter((draft) => draft.seq > seq);
      this.#guard.committed(this.#head.seq);
      this.#tape?.decided(this.#head.n);
    }
    // Only now: a tape that ran ahead of its entries would have a hole where a crash takes them.
    const later = this.#market.findIndex((event) => event.seq > seq);
    this.#tape?.append(this.#market.splice(0, later < 0 ? this.#market.length : later));
  }

  /** After a failure nothing is taken any more: what the disk holds is what was committed, and the loop must halt. */
  #admit(): void {
    if (this.#failure) throw this.#failure;
    if (this.#pending.length + this.#market.length < MAX_PENDING) return;
    throw writeFailure(this.#file, new Error(`${MAX_PENDING} entries wait for a commit`));
  }

  /** What a crash left in the fallback file, before anything else is written. */
  #takeIn(blocks: readonly Block[], fallback: Fallback | undefined): void {
    if (blocks.length > 0) this.#write(() => this.#entries.insert(blocks));
    fallback?.clear();
  }

  #write<T>(work: () => T): T {
    return this.#guarded(() => transaction(this.#db, work));
  }

  #guarded<T>(work: () => T): T {
    if (this.#failure) throw this.#failure;
    try {
      return work();
    } catch (error) {
      this.#failure = writeFailure(this.#file, error);
      throw this.#failure;
    }
  }
}

function* concat(entries: Iterable<JournalEntry>, rows: readonly EntryRow[]): Generator<JournalEntry> {
  yield* entries;
  for (const row of rows) yield* readEntry(row);
}
