import type { DatabaseSync } from 'node:sqlite';
import { decode } from '../../core/codec.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { PluginLog } from '../../sdk/index.ts';
import { Entries, type Head } from './entries.ts';
import { type EntryRow, readEntry } from './entry.ts';
import { readFailure, unknownRun } from './errors.ts';
import type { JournalEntry, LoadedJournal, ReplayStart } from './journal.ts';
import { mergeRun } from './replay.ts';
import { type RunPlace, Runs } from './runs.ts';
import { type Snapshot, Snapshots } from './snapshots.ts';
import { readTape } from './tape-file.ts';

/** What journal.db and the tape hold, checked as it is read. */
export class JournalReader {
  readonly #file: string;
  readonly #tapeFolder: string;
  readonly #log: PluginLog;
  readonly #entries: Entries;
  readonly #runs: Runs;
  readonly #snapshots: Snapshots;

  constructor(db: DatabaseSync, file: string, tapeFolder: string, log: PluginLog) {
    this.#file = file;
    this.#tapeFolder = tapeFolder;
    this.#log = log;
    this.#entries = new Entries(db, file);
    this.#runs = new Runs(db);
    this.#snapshots = new Snapshots(db);
  }

  runs(): readonly RunPlace[] {
    return this.#guarded(() => this.#runs.list());
  }

  load(beforeSeq: number = Number.POSITIVE_INFINITY): LoadedJournal {
    const snapshot = this.#guarded(() => this.#newestSnapshot(beforeSeq));
    if (!snapshot) {
      const start = this.#guarded(() => this.#entries.start());
      if (start.n > 0) throw this.#entries.damage('the facts on which the pruned journal rests are missing');
      return { entries: this.#entriesAfter(start, 0, beforeSeq) };
    }
    const { seq, facts, n, head } = snapshot;
    const place = this.#entries.after(n);
    if (place?.hash !== head) {
      throw this.#entries.damage(`entry ${n}, on which the facts at seq ${seq} rest, is missing`);
    }
    return { snapshot: { seq, facts }, entries: this.#entriesAfter(place, facts.seq, beforeSeq) };
  }

  /** Oldest first. */
  starts(run: string): readonly ReplayStart[] {
    return this.#guarded(() => {
      const starts: ReplayStart[] = [];
      for (const snapshot of this.#snapshots.read()) {
        if (snapshot.run !== run || !snapshot.facts) continue;
        const minds = this.#snapshots.minds(snapshot.seq);
        if (minds === undefined || minds === 'damaged') continue;
        if (this.#entries.after(snapshot.n)?.hash !== snapshot.head) continue;
        starts.unshift({ seq: snapshot.seq, facts: snapshot.facts, minds });
      }
      return starts;
    });
  }

  /** Events of the run that change facts. */
  *events(run: string, afterSeq?: number): Generator<Event> {
    for (const { kind, body } of this.#rows(run, afterSeq)) if (kind === 0) yield decode(body) as Event;
  }

  *decisions(run: string, afterSeq?: number): Generator<Decision> {
    for (const { kind, body } of this.#rows(run, afterSeq)) if (kind === 1) yield decode(body) as Decision;
  }

  replay(run: string, afterSeq = 0): Iterable<Event> {
    const { place, next } = this.#find(run);
    const { ended } = place.row;
    const firstSeq = Math.max(place.row.firstSeq, afterSeq + 1);
    const end = next === undefined ? undefined : next.row.firstSeq - 1;
    const tape = readTape(this.#tapeFolder, firstSeq, end ?? Number.MAX_SAFE_INTEGER);
    const decisions = this.events(run, afterSeq);
    return mergeRun({ run, firstSeq, lastSeq: end ?? ended?.lastSeq, decisions, tape });
  }

  *#entriesAfter(head: Head, afterSeq: number, beforeSeq: number): Generator<JournalEntry> {
    for (const row of this.#entries.read(head)) {
      if (row.seq >= beforeSeq) return;
      // Of a block the facts may cover a part.
      if (row.seq > afterSeq) yield* readEntry(row);
    }
  }

  *#rows(run: string, afterSeq = 0): Generator<EntryRow> {
    const { place, next } = this.#find(run);
    const head = this.#entries.after(place.firstN - 1);
    if (!head) throw this.#entries.damage(`entry ${place.firstN - 1} is missing`);
    for (const row of this.#entries.read(head, next === undefined ? undefined : next.firstN - 1)) {
      if (row.seq > afterSeq) yield row;
    }
  }

  #find(run: string): { place: RunPlace; next: RunPlace | undefined } {
    const places = this.runs();
    const index = places.findIndex((place) => place.row.run === run);
    const place = places[index];
    if (!place) throw unknownRun(this.#file, run);
    return { place, next: places[index + 1] };
  }

  #newestSnapshot(beforeSeq: number): Snapshot | undefined {
    for (const snapshot of this.#snapshots.read()) {
      if (snapshot.seq >= beforeSeq) continue;
      if (snapshot.facts) return { ...snapshot, facts: snapshot.facts };
      this.#log.warn('a snapshot of the facts is damaged: an older one serves', { seq: snapshot.seq });
    }
    return undefined;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const found = (error as Error).message;
      throw readFailure({ file: this.#file, found, intactSeq: this.#entries.intactSeq() }, error);
    }
  }
}
