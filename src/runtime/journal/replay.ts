import type { Event } from '../../core/event.ts';
import { BotrcError } from '../../sdk/index.ts';

export interface ReplaySource {
  readonly run: string;
  readonly firstSeq: number;
  /** The run is known to reach it; undefined for one that goes on or was killed as the last. */
  readonly lastSeq?: number | undefined;
  /** Of the run, by seq. */
  readonly decisions: Iterable<Event>;
  readonly tape: Iterable<Event>;
}

/**
 * Decisions and tape merged by seq, which has no gaps in a run. What a killed run lost of its tape is missing at the
 * end: there the replay ends. A gap before the tape's end is an error.
 */
export function* mergeRun({ run, firstSeq, lastSeq = 0, decisions, tape }: ReplaySource): Generator<Event> {
  const [facts, market] = [decisions[Symbol.iterator](), tape[Symbol.iterator]()];
  try {
    let [fact, quote] = [facts.next(), market.next()];
    let hadTape = false;
    for (let seq = firstSeq; !fact.done || !quote.done || seq <= lastSeq; seq++) {
      if (!fact.done && fact.value.seq === seq) {
        yield fact.value;
        fact = facts.next();
      } else if (!quote.done && quote.value.seq === seq) {
        hadTape = true;
        yield quote.value;
        quote = market.next();
      } else if (quote.done && hadTape) return;
      else throw hole(run, seq, Math.min(seqOf(fact) - 1, seqOf(quote) - 1, Math.max(seq, lastSeq)));
    }
  } finally {
    facts.return?.();
    market.return?.();
  }
}

function seqOf(result: IteratorResult<Event>): number {
  return result.done ? Number.POSITIVE_INFINITY : result.value.seq;
}

function hole(run: string, fromSeq: number, toSeq: number): BotrcError {
  return new BotrcError('BOTRC_JOURNAL_HOLE', 'the run cannot be replayed: market data is missing', {
    found: `no event from seq ${fromSeq} to ${toSeq}`,
    where: `run ${run}`,
    mend: 'Its tape was off, rolled away or lost. Replay a newer run, or keep more tape.',
  });
}
