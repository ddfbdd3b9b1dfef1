import { child, isMap, type Located } from './located.ts';

/**
 * A profile laid over the one it extends: maps merge key by key, everything else is replaced. A map that names
 * another `plugin` replaces as a whole, because the options of one plugin mean nothing to another.
 */
export function mergeLocated(base: Located, over: Located): Located {
  if (!isMap(base) || !isMap(over) || namesAnotherPlugin(base, over)) return over;
  const merged = new Map(base.value);
  for (const [key, entry] of over.value) {
    const below = merged.get(key);
    merged.set(key, below === undefined ? entry : mergeLocated(below, entry));
  }
  return { ...over, value: merged };
}

function namesAnotherPlugin(base: Located, over: Located): boolean {
  const plugin = child(over, 'plugin');
  const before = child(base, 'plugin');
  return plugin !== undefined && before !== undefined && plugin.value !== before.value;
}
