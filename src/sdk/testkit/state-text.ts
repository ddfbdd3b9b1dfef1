/** Every difference between two plain states is a difference between their texts: -0, NaN, Map order, kinds. */
export function stateText(state: unknown): string {
  return textOf(state, []);
}

function textOf(value: unknown, above: readonly object[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  const level = above.indexOf(value);
  if (level >= 0) return `<${above.length - level} up>`;
  const path = [...above, value];
  const list = (items: Iterable<unknown>): string => Array.from(items, (item) => textOf(item, path)).join();
  if (Array.isArray(value)) return `[${list(value)}]`;
  if (value instanceof Map) return `Map{${list(value)}}`;
  if (value instanceof Set) return `Set{${list(value)}}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}[${list(value as Float64Array)}]`;
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${textOf(item, path)}`)}}`;
}

/** How many values a plain state holds, the elements of typed arrays included: what may not grow for ever. */
export function stateSize(state: unknown, seen: Set<object> = new Set()): number {
  if (typeof state !== 'object' || state === null || seen.has(state)) return 1;
  seen.add(state);
  if (ArrayBuffer.isView(state)) return (state as Float64Array).length;
  const children = state instanceof Map || state instanceof Set ? [...state].flat() : Object.values(state);
  return children.reduce((sum: number, child) => sum + stateSize(child, seen), 1);
}
