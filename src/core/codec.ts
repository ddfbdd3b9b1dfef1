/**
 * Facts, events and effects as JSON text, exactly: bigint, Map, Set and undefined survive. Object keys keep their
 * order of insertion, so equal values built by equal code have equal texts.
 */
export function encode(value: unknown): string {
  return isBare(value) ? JSON.stringify(value) : JSON.stringify(value, replace);
}

/** Nothing in it needs `replace`, as in most decisions: asking it of every value takes several times as long. */
function isBare(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  if (Array.isArray(value)) {
    for (const item of value) if (!isBare(item)) return false;
    return true;
  }
  if (value instanceof Map || value instanceof Set) return false;
  // Inherited keys too: one that is only looked at costs nothing but the slower way.
  for (const key in value) if (key === '$' || !isBare(value[key as keyof typeof value])) return false;
  return true;
}

/** @throws SyntaxError where the text is not JSON. */
export function decode(text: string): unknown {
  return JSON.parse(text, revive);
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $: 'n', v: value.toString() };
  if (value instanceof Map) return { $: 'm', v: [...value] };
  if (value instanceof Set) return { $: 's', v: [...value] };
  // An object of outside origin that happens to have the tag's key is wrapped, never mistaken.
  if (isTagged(value)) return { $: 'o', v: Object.entries(value) };
  return value;
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
