import { BotrcError, type Ms } from '../../sdk/index.ts';
import { parseTime } from '../clock/iso-time.ts';
import type { Journal } from '../journal/journal.ts';

/** A place on the tape: right before the event with this seq, or the first one that is not before a moment. */
export type Mark = { readonly seq: number } | { readonly atMs: Ms };

export interface TapeRange {
  readonly journal: Journal;
  readonly run: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

const ORDERS_TOLD = 5;

/**
 * Where an operator wants to go: a seq, a client order id (right before the event that led to it), or a moment.
 * @throws BOTRC_TAPE_TARGET where the run has no such place.
 */
export function markOf(text: string, range: TapeRange): Mark {
  const { journal, run, firstSeq, lastSeq } = range;
  const atMs = parseTime(text);
  if (atMs !== undefined) return { atMs };
  if (/^\d+$/.test(text)) {
    const seq = Number(text);
    if (seq >= firstSeq && seq <= lastSeq) return { seq };
    throw unknown(text, run, `Its events are seq ${firstSeq} to ${lastSeq}.`);
  }
  const newest: string[] = [];
  for (const { seq, effects } of journal.effects(run)) {
    for (const effect of effects) {
      if (effect.type !== 'submit') continue;
      if (effect.order.clientOrderId === text) return { seq };
      newest.push(effect.order.clientOrderId);
      if (newest.length > ORDERS_TOLD) newest.shift();
    }
  }
  const orders = newest.length > 0 ? `its newest orders: ${newest.join(', ')}` : 'it sent no order';
  throw unknown(text, run, `Name a seq, a moment such as 2026-11-21T12:50:00Z, or an order; ${orders}.`);
}

export function isBefore(event: { readonly seq: number; readonly at: Ms }, mark: Mark): boolean {
  return 'seq' in mark ? event.seq < mark.seq : event.at < mark.atMs;
}

function unknown(found: string, run: string, mend: string): BotrcError {
  return new BotrcError('BOTRC_TAPE_TARGET', 'the run has no such place', {
    found,
    where: `run ${run}`,
    mend,
  });
}
