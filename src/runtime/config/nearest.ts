/** Longest text that is compared: names are short, and the work grows with the square of the length. */
const MAX_LENGTH = 64;

/** Levenshtein distance: how many characters must be inserted, removed or replaced. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replace, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/**
 * The candidate that was most likely meant by a misspelt word, or undefined where none is near: at most a third of
 * the word's characters may differ (at least one). Case does not count. Of equally near ones, the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.slice(0, MAX_LENGTH).toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.ceil(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.slice(0, MAX_LENGTH).toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** The sentence that mends a misspelt name: the nearest one, else all of them (the first ten). */
export function suggestion(word: string, candidates: Iterable<string>, what: string): string {
  const all = [...candidates];
  const near = nearest(word, all);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (all.length === 0) return `There are no ${what}.`;
  const more = all.length > 10 ? `, and ${all.length - 10} more` : '';
  return `Known ${what}: ${all.slice(0, 10).join(', ')}${more}.`;
}
