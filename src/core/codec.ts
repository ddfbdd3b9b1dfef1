/**
 * Facts, events and effects as JSON text, exactly: bigint, Map, Set and undefined survive. Object keys keep their
 * order of insertion, so equal values built by equal code have equal texts.
 */
export function encode(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/**
 * The value with tags in place of what JSON has no word for; the value itself where there is no such thing, as in most
 * decisions. A replacer, which is asked of every value, takes several times as long.
 */
function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { $: 'n', v: value.toString() };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return taggedItems(value);
  if (value instanceof Map) return { $: 'm', v: taggedItems([...value]) };
  if (value instanceof Set) return { $: 's', v: taggedItems([...value]) };
  // An object of outside origin that happens to have the tag's key is wrapped, never mistaken.
  if (isTagged(value)) return { $: 'o', v: taggedItems(Object.entries(value)) };
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const item = value[key as keyof typeof value] as unknown;
    if (isPlain(item)) continue;
    const told = tagged(item);
    // JSON does not look at inherited keys.
    if (told === item || !Object.hasOwn(value, key)) continue;
    copy ??= { ...value };
    copy[key] = told;
  }
  return copy ?? value;
}

function taggedItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    if (isPlain(items[i])) continue;
    const told = tagged(items[i]);
    if (told === items[i]) continue;
    copy ??= [...items];
    copy[i] = told;
  }
  return copy ?? items;
}

/** Most of what there is: nothing in it to look for. */
function isPlain(value: unknown): boolean {
  return (typeof value !== 'object' && typeof value !== 'bigint') || value === null;
}

/** @throws SyntaxError where the text is not JSON. */
export function decode(text: string): unknown {
  return JSON.parse(text, revive);
}

function revive(_key: string, value: unknown): unknown {
  if (!isTagged(value)) return value;
  if (value.$ === 'n') return BigInt(value.v as string);
  if (value.$ === 'm') return new Map(value.v as [unknown, unknown][]);
  if (value.$ === 's') return new Set(value.v as unknown[]);
  return Object.fromEntries(value.v as [string, unknown][]);
}

function isTagged(value: unknown): value is { $: unknown; v: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$');
}
