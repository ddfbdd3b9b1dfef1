import type { Decision, Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import type { Minds } from '../../core/minds.ts';
import type { Ms } from '../../sdk/index.ts';

/**
 * The record of one bot, over all its runs. Decisions (account, command and timer events, and every effect) are
 * durable at `commit`, so that a crash loses no order and no fill (M-7); market data goes to a tape that may lose its
 * last moments and rolls. One writer, the loop.
 */
export interface Journal {
  /** The last seq appended, or found at opening; 0 when new. A new run numbers its events from lastSeq + 1. */
  readonly lastSeq: number;
  /** `at` of that entry; 0 when new. */
  readonly lastAt: Ms;

  /** Durable at once, after all that waits. @throws BOTRC_JOURNAL_RUN where the run id was used before. */
  beginRun(run: RunStart): void;
  /** Durable at once; what waits goes on waiting. `summary` is kept as core/codec has it. */
  endRun(run: string, endedMs: Ms, summary: unknown): void;
  /** Oldest first. */
  runs(): readonly RunRow[];

  /**
   * Takes stamped events, seq ascending, for the next commit: market data then goes to the tape.
   * @throws BOTRC_JOURNAL_WRITE after a failed write, BOTRC_JOURNAL_ORDER where a seq does not ascend.
   */
  appendEvents(events: readonly Event[]): void;
  /**
   * Takes what one event led to, for the same commit as the event; one without effects is not kept. Throws as
   * appendEvents.
   */
  appendEffects(decision: Decision): void;
  /**
   * Makes the decisions that wait durable, in one transaction with full sync: wholly, or not at all. Returns without
   * any where none waits. Where the disk stands in the way they go to the fallback file instead, as durably, and are
   * taken in later (P-5); where that fails too the journal takes nothing more.
   * @throws BOTRC_JOURNAL_WRITE
   */
  commit(): void;
  /** Takes in what went to the fallback file, where that is possible again. Writes the tape's buffer when a second has passed since the last time. `now` by the caller's clock. */
  tick(now: Ms): void;

  /**
   * Keeps the facts as they are at `seq`. They cover the entries up to `facts.seq`, which are committed first; later
   * ones are folded in again by `load`. Of older snapshots the newest two and the first of each run stay.
   * @param minds all else that the core is then, as plain data: a replay can begin there.
   */
  snapshot(seq: number, facts: Facts, minds?: Minds): void;
  /** Where a replay of a run can begin besides its first event, oldest first; damaged ones are left out. */
  starts(run: string): Iterable<ReplayStart>;

  /**
   * The newest intact snapshot and every later entry that was committed: by seq, an event before its effects.
   * With `beforeSeq` only what came before it, as if the journal had ended there.
   * The entries are read while they are iterated, so nothing may be appended meanwhile.
   * @throws BOTRC_JOURNAL_CORRUPT while iterating, where an entry is damaged or missing
   */
  load(beforeSeq?: number): LoadedJournal;
  /**
   * Every event of a run after `afterSeq` (default: from its first), decisions and tape merged by seq. It ends early, without an error, where a killed run lost
   * the last moments of its tape.
   * @throws BOTRC_JOURNAL_RUN for an unknown run, BOTRC_JOURNAL_HOLE where events are missing before that (tape off,
   *   or rolled away), BOTRC_JOURNAL_CORRUPT
   */
  replay(run: string, afterSeq?: number): Iterable<Event>;
  /** Every committed decision of a run after `afterSeq`, by seq. Throws as replay. */
  effects(run: string, afterSeq?: number): Iterable<Decision>;

  /** Writes out the tape and lets go of the files. What was appended and not committed is dropped. */
  close(): void;
}

export interface RunStart {
  /** CoreConfig.run: unique per start. */
  readonly run: string;
  readonly bot: string;
  readonly profile: string;
  readonly mode: string;
  readonly startedMs: Ms;
  /** botrc's version. */
  readonly version: string;
}

export interface RunRow extends RunStart {
  /** Where its events begin. */
  readonly firstSeq: number;
  /** Absent while it runs, and where it was killed. */
  readonly ended?: RunEnd;
}

export interface RunEnd {
  readonly endedMs: Ms;
  readonly lastSeq: number;
  readonly summary: unknown;
}

export type JournalEntry =
  | { readonly kind: 'event'; readonly event: Event }
  | {
      readonly kind: 'effect';
      readonly seq: number;
      readonly at: Ms;
      /** Its place among the effects of `seq`, from 0. */
      readonly index: number;
      readonly effect: Effect;
    };

export interface LoadedJournal {
  readonly snapshot?: { readonly seq: number; readonly facts: Facts };
  readonly entries: Iterable<JournalEntry>;
}

/** A snapshot that knows all of the core. */
export interface ReplayStart {
  /** The last event that it has seen. */
  readonly seq: number;
  readonly facts: Facts;
  readonly minds: Minds;
}

/** What the journal tells of itself. */
export type JournalState =
  /** It cannot be written: entries go to the fallback file. */
  | { readonly kind: 'fallback'; readonly reason: string }
  /** It can again, and has everything. */
  | { readonly kind: 'recovered'; readonly entries: number }
  /** Commits in a row took long, the last this long: the loop stood still meanwhile. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface TapeOptions {
  /** @default true */
  readonly enabled?: boolean;
  /** A file larger than this is followed by a new one. @default 268435456, 256 MiB */
  readonly rollBytes?: number;
  /** As is one whose oldest event is older. @default 86400000, 1 day */
  readonly rollMs?: number;
  /** While all files are larger than this, the oldest goes. @default 2147483648, 2 GiB */
  readonly keepBytes?: number;
  /** When a new file begins, older ones whose newest event is older than this go too (P-2). @default 2592000000, 30 days */
  readonly keepMs?: number;
}
