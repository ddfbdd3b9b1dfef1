/** Texts made before, by their two halves. */
const KEPT = new Map<string, Map<string, string>>();
const MOST_KEPT = 1_000;
let count = 0;

/**
 * `first/second`, for the few pairs that are asked for at every step: a text made anew must be copied and hashed before
 * a map can find it. Not for pairs with an order's or event's id in them.
 */
export function keptText(first: string, second: string): string {
  let texts = KEPT.get(first);
  const known = texts?.get(second);
  if (known !== undefined) return known;
  if (count === MOST_KEPT) {
    KEPT.clear();
    texts = undefined;
    count = 0;
  }
  if (texts === undefined) {
    texts = new Map();
    KEPT.set(first, texts);
  }
  const text = `${first}/${second}`;
  texts.set(second, text);
  count++;
  return text;
}
