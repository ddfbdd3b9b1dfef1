import type { FeedEvent, InstrumentId } from '@botrc/sdk';
import { plainText } from '@botrc/sdk';

/** What is asked for, as the host sees it: one feed, which is up while none of it fails. */
export class Feeds {
  readonly #emit: (event: FeedEvent) => void;
  readonly #failing = new Set<string>();
  /** Undefined until anything is said. */
  #isUp: boolean | undefined;

  constructor(emit: (event: FeedEvent) => void) {
    this.#emit = emit;
  }

  /** The exchange answers, and the stream of this name flows. */
  flows(name: string, instrument?: InstrumentId): void {
    if (this.#failing.delete(name) && instrument !== undefined)
      this.#emit({ type: 'feed', status: 'gap', instrument, reason: `${name} begins anew` });
    if (this.#isUp === true || this.#failing.size > 0) return;
    this.#isUp = true;
    this.#emit({ type: 'feed', status: 'up', reason: '' });
  }

  fails(name: string, reason: string): void {
    this.#failing.add(name);
    if (this.#isUp === false) return;
    this.#isUp = false;
    this.#emit({ type: 'feed', status: 'down', reason: plainText(`${name}: ${reason}`) });
  }

  /** It is not wanted any more. */
  forget(name: string): void {
    if (!this.#failing.delete(name) || this.#isUp !== false || this.#failing.size > 0) return;
    this.#isUp = true;
    this.#emit({ type: 'feed', status: 'up', reason: `${name} is not asked for any more` });
  }
}
