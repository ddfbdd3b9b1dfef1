import type { StrategyEdit } from '../../core/config.ts';
import { child, isList, isMap, type Located, locate, type Origin } from './located.ts';
import { defaultOwner, pluginAt } from './plugin-places.ts';
import type { Settings } from './settings.ts';

/**
 * Lays what was changed at run time (T-9) over the strategies of a profile. What it makes is checked like any other
 * profile. A change of a strategy that the file no longer has changes nothing.
 */
export function applyEdits(root: Located, edits: readonly StrategyEdit[], settings: Settings): Located {
  const list = child(root, 'strategies');
  if (edits.length === 0 || !isMap(root) || !isList(list)) return root;
  const entries = new Map<string | Located, Located>();
  for (const entry of list.value) {
    const name = nameOf(entry, settings);
    // Of two with one name the check tells: both stay.
    entries.set(name === undefined || entries.has(name) ? entry : name, entry);
  }
  for (const { name, removed, set = {} } of edits) {
    const origin: Origin = { kind: 'edit', strategy: name };
    const entry = entries.get(name);
    if (removed) entries.delete(name);
    else if (entry !== undefined || set.plugin !== undefined)
      entries.set(name, changed(entry, { name, ...set }, origin));
  }
  const strategies = { ...list, value: [...entries.values()] };
  return { ...root, value: new Map([...root.value, ['strategies', strategies]]) };
}

function changed(entry: Located | undefined, set: object, origin: Origin): Located {
  const over = locate(set, origin);
  if (!isMap(entry) || !isMap(over)) return over;
  return { ...entry, value: new Map([...entry.value, ...over.value]) };
}

/** Undefined where the entry is not what it should be: its own check says what is wrong. */
function nameOf(entry: Located, settings: Settings): string | undefined {
  const [name, plugin] = [child(entry, 'name'), child(entry, 'plugin')];
  if (typeof name?.value === 'string') return name.value;
  if (typeof plugin?.value !== 'string') return undefined;
  try {
    return defaultOwner(pluginAt('strategy', plugin.value, plugin, settings));
  } catch {
    // What cannot be found is told by the check of the profile, with its place.
    return undefined;
  }
}
