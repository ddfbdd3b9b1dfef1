/**
 * Facts, events and effects as JSON text, exactly: bigint, Map, Set and undefined survive. Object keys keep their
 * order of insertion, so equal values built by equal code have equal texts.
 */
export function encode(value: unknown): string {
  return JSON.stringify(value, replace);
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
