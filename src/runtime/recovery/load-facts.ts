import { completeFacts, createFacts, type Facts } from '../../core/facts.ts';
import { foldEffect, foldEvent } from '../../core/fold.ts';
import type { Journal } from '../journal/journal.ts';

/**
 * The facts as they were when the journal was last committed: its newest snapshot, and every later entry folded in.
 * Undefined for a journal that holds nothing. No strategy runs.
 * @param beforeSeq as they were before this event; default: the newest.
 * @throws BOTRC_JOURNAL_CORRUPT
 */
export function loadFacts(journal: Journal, beforeSeq?: number): Facts | undefined {
  const { snapshot, entries } = journal.load(beforeSeq);
  let facts = snapshot && completeFacts(snapshot.facts);
  for (const entry of entries) {
    facts ??= createFacts();
    if (entry.kind === 'event') foldEvent(facts, entry.event);
    else foldEffect(facts, entry.effect, entry.seq, entry.at);
  }
  return facts;
}
