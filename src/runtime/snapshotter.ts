import type { Minds } from '../core/minds.ts';
import { plainError } from '../sdk/index.ts';
import type { Loop } from './loop.ts';
import type { SessionParts } from './session-parts.ts';

/** Decisions between two snapshots of the facts: what a restart after a crash has to fold at most. */
const SNAPSHOT_EVERY = 2_000;

/** Keeps the facts and the minds of a run now and then. */
export class Snapshotter {
  readonly #parts: Pick<SessionParts, 'journal' | 'facts' | 'log'>;
  #since = 0;
  #isTold = false;

  constructor(parts: Pick<SessionParts, 'journal' | 'facts' | 'log'>) {
    this.#parts = parts;
  }

  /** Between two batches. */
  async decided(count: number, loop: Pick<Loop, 'seq' | 'host'>): Promise<void> {
    this.#since += count;
    if (this.#since < SNAPSHOT_EVERY) return;
    this.#since = 0;
    this.#parts.journal.snapshot(loop.seq, this.#parts.facts, await this.#minds(loop));
  }

  /** A restart does without; a replay then cannot begin here. */
  async #minds({ host }: Pick<Loop, 'host'>): Promise<Minds | undefined> {
    try {
      return await host?.minds();
    } catch (error) {
      const { code, message } = plainError(error);
      if (!this.#isTold)
        this.#parts.log.warn(`no replay can begin in the middle of this run: ${message}`, { code });
      this.#isTold = true;
      return undefined;
    }
  }
}
