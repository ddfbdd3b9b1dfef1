import type { Facts } from '../../../src/core/facts.ts';
import { isFinal } from '../../../src/core/orders/machine.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';

/** What a bot is about when it is killed. */
export const PHASES = [
  /** Anywhere in its start. */
  'starting',
  /** Its feed is up, and it finds out what happened while it was dead. */
  'recovering',
  /** One of its questions about the account arrives at the venue: of the start's comparison or a later one. */
  'reconciling',
  /** Nothing happens: what it knows then must be just what it knows afterwards. */
  'still',
  'trading',
  /** The operator has just given a command. */
  'commanded',
  /** A request of its reaches the venue. */
  'sending',
  /** Before a statement of its journal is made, or once it is durable. */
  'statement',
  /** It stops in good order. */
  'stopping',
] as const;
export type Phase = (typeof PHASES)[number];

/** How the deaths of a run were spread, and what each cut through. */
export interface DeathReport {
  readonly kills: number;
  readonly phases: Readonly<Record<Phase, number>>;
  /** Submits in the journal that the venue never saw: died (or was lost) between the commit and the send. */
  readonly unsent: number;
  /** Submits that the venue had and the journal knew no outcome of: between the send and the commit of its outcome. */
  readonly unanswered: number;
  /** Cancels and amends without an outcome in the journal. */
  readonly openCancels: number;
  readonly openAmends: number;
  /** Open orders that were filled in part. */
  readonly openParts: number;
}

export class Deaths {
  readonly #phases = new Map<Phase, number>();
  readonly #counts = { unsent: 0, unanswered: 0, openCancels: 0, openAmends: 0, openParts: 0 };

  /** @param facts as its journal has them. @param books as the venue has them. */
  note(phase: Phase, facts: Facts, books: Books): void {
    this.#phases.set(phase, (this.#phases.get(phase) ?? 0) + 1);
    const seen = new Set(books.submits.map(([id]) => id));
    const counts = this.#counts;
    for (const order of facts.orders.values()) {
      if (isFinal(order.state)) continue;
      if (order.state === 'pending') counts[seen.has(order.clientOrderId) ? 'unanswered' : 'unsent']++;
      if (order.cancelRequested) counts.openCancels++;
      if (order.amending) counts.openAmends++;
      if (order.filled > 0) counts.openParts++;
    }
  }

  get report(): DeathReport {
    const phases = Object.fromEntries(PHASES.map((phase) => [phase, this.#phases.get(phase) ?? 0]));
    const kills = [...this.#phases.values()].reduce((sum, times) => sum + times, 0);
    return { kills, phases: phases as Record<Phase, number>, ...this.#counts };
  }
}
