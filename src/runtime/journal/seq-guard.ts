import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { BotrcError, type Ms } from '../../sdk/index.ts';

/**
 * Holds appends to the one total order: events ascend, and what an event led to is committed with it or not at all.
 * So the order in which entries are written is the order in which they are folded.
 */
export class SeqGuard {
  #lastSeq: number;
  #lastAt: Ms;
  #committedSeq: number;
  #decidedSeq = 0;

  constructor(last: { readonly seq: number; readonly at: Ms }) {
    this.#lastSeq = last.seq;
    this.#lastAt = last.at;
    this.#committedSeq = last.seq;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get lastAt(): Ms {
    return this.#lastAt;
  }

  /** @throws BOTRC_JOURNAL_ORDER, before anything is taken */
  takeEvents(events: readonly Event[]): void {
    let seq = this.#lastSeq;
    for (const event of events) {
      if (event.seq <= seq) throw disorder(`event ${event.seq} after ${seq}`);
      seq = event.seq;
    }
    this.#lastSeq = seq;
    this.#lastAt = events.at(-1)?.at ?? this.#lastAt;
  }

  takeDecision({ seq }: Decision): void {
    if (seq > this.#lastSeq) throw disorder(`effects of ${seq}, whose event is not appended`);
    const floor = Math.max(this.#committedSeq, this.#decidedSeq);
    if (seq <= floor) throw disorder(`effects of ${seq} after ${floor} was settled`);
    this.#decidedSeq = seq;
  }

  /** Entries up to `seq` are durable: what led to them cannot be amended. */
  committed(seq: number): void {
    this.#committedSeq = seq;
  }
}

function disorder(found: string): BotrcError {
  return new BotrcError('BOTRC_JOURNAL_ORDER', 'an entry came to the journal out of order', {
    found,
    mend: 'This is a defect of botrc: please report it with this message.',
  });
}
