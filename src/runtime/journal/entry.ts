import { decode, encode } from '../../core/codec.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Ms } from '../../sdk/index.ts';
import type { JournalEntry } from './journal.ts';

/** An event, or all that one event led to; not yet in its place. */
export interface Draft {
  readonly seq: number;
  readonly at: Ms;
  readonly kind: 0 | 1;
  readonly type: string;
  readonly body: string;
}

/** A draft in its place. */
export interface EntryRow extends Draft {
  /** From 1, without gaps. */
  readonly n: number;
}

export function eventDraft(event: Event): Draft {
  return { seq: event.seq, at: event.at, kind: 0, type: event.type, body: encode(event) };
}

/** Its body is the text of `decisionText`, made by `encode`: a host sends copies, so that no word was ever seen before. */
export function decisionDraft({ seq, at, effects }: Decision): Draft {
  return { seq, at, kind: 1, type: 'decision', body: encode({ seq, at, effects }) };
}

/** As they are folded: an event before what it led to. */
export function inOrder(a: Draft, b: Draft): number {
  return a.seq - b.seq || a.kind - b.kind;
}

/** @throws SyntaxError where the body is not what a draft was made of. */
export function* readEntry({ kind, body }: Draft): Generator<JournalEntry> {
  if (kind === 0) {
    yield { kind: 'event', event: decode(body) as Event };
    return;
  }
  yield* effectEntries(decode(body) as Decision);
}

export function* effectEntries({ seq, at, effects }: Decision): Generator<JournalEntry> {
  for (const [index, effect] of effects.entries()) yield { kind: 'effect', seq, at, index, effect };
}
