import type { CoreRecord } from '../core/effect.ts';
import type { LoadedProfile } from './config/index.ts';

/** Events after a cut within which a strategy that is stopped brings the old profile back. */
const EVENTS = 1_000;

/**
 * A profile on trial, from the cut of its switch on: while its first events last, the one before it is kept at hand.
 * What a strategy does to be stopped by name (it throws, blocks, floods, answers NaN) is what it fails the trial by.
 */
export class Probation {
  readonly from: LoadedProfile;
  readonly to: LoadedProfile;
  readonly #onFailure: (probation: Probation) => void;
  #untilSeq = Number.POSITIVE_INFINITY;
  #failure: string | undefined;

  constructor(from: LoadedProfile, to: LoadedProfile, onFailure: (probation: Probation) => void) {
    this.from = from;
    this.to = to;
    this.#onFailure = onFailure;
  }

  /** Why it failed: `strategy trend: it threw …`; undefined while it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The cut was at this seq. */
  begin(seq: number): void {
    this.#untilSeq = seq + EVENTS;
  }

  see(record: CoreRecord, seq: number): void {
    if (record.kind !== 'strategy-stopped' || this.#failure !== undefined || seq > this.#untilSeq) return;
    const { owner, reason } = record;
    if (!this.to.strategies.some((strategy) => strategy.name === owner)) return;
    this.#failure = `strategy ${owner}: ${reason}`;
    this.#onFailure(this);
  }
}
