import type { Facts } from '../facts.ts';

/** Ids kept to drop duplicates: never fewer of the newest, never more than twice as many. */
const KEPT = 5_000;

/** Of each list as far as it has been asked about. Made from the facts alone, so that it is no part of them. */
const INDEX = new WeakMap<readonly string[], Set<string>>();

/** True for an id of an execution or transfer that the facts hold already. */
export function isSeen({ seen, seenBefore }: Facts, id: string): boolean {
  return indexOf(seen).has(id) || indexOf(seenBefore).has(id);
}

/** Keeps an id that was not seen. Part of the fold. */
export function noteSeen(facts: Facts, id: string): void {
  facts.seen.push(id);
  if (facts.seen.length < KEPT) return;
  facts.seenBefore = facts.seen;
  facts.seen = [];
}

/** It grows when somebody asks: to find a place in a set takes longer than all else that a fill's id is needed for. */
function indexOf(ids: readonly string[]): Set<string> {
  let index = INDEX.get(ids);
  if (index === undefined) {
    index = new Set();
    INDEX.set(ids, index);
  }
  // No id stands twice in a list.
  for (let i = index.size; i < ids.length; i++) index.add(ids[i]!);
  return index;
}
