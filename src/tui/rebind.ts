import { BotrcError } from '../sdk/index.ts';
import { keyLabel } from './bindings.ts';
import { NAMED_KEYS } from './input/key.ts';
import { type Binding, EVERYWHERE } from './keymap.ts';

/** Other keys for some bindings, by the name of the binding: `freeze: ['x']`. */
export type OtherKeys = Readonly<Record<string, readonly string[]>>;

/** Flow control, job control, the prefixes of tmux and screen, and what leaves in any case. */
const TAKEN: ReadonlySet<string> = new Set(['ctrl-a', 'ctrl-b', 'ctrl-c', 'ctrl-q', 'ctrl-s', 'ctrl-z']);

/**
 * The table of keys with others in place of its own.
 * @throws BOTRC_TUI_KEYS for a binding that is not there, a key that no terminal sends or that terminals, multiplexers
 * or typed words need, and two bindings on one key where both could be alive.
 */
export function rebound(keymap: readonly Binding[], others: OtherKeys): readonly Binding[] {
  for (const [name, keys] of Object.entries(others)) check(keymap, name, keys);
  const changed = keymap.map((binding): Binding => {
    const keys = Object.hasOwn(others, binding.name) ? others[binding.name] : undefined;
    if (keys === undefined) return binding;
    const { shown: _, ...rest } = binding;
    return { ...rest, keys };
  });
  for (const [i, one] of changed.entries()) {
    for (const other of changed.slice(i + 1)) {
      const meet = one.scope === other.scope || EVERYWHERE.has(one.scope) || EVERYWHERE.has(other.scope);
      const key = meet ? one.keys.find((name) => other.keys.includes(name)) : undefined;
      if (key !== undefined)
        throw refused(`${keyLabel(key)} is for ${one.name} and for ${other.name}`, one.name);
    }
  }
  return changed;
}

function check(keymap: readonly Binding[], name: string, keys: readonly string[]): void {
  const binding = keymap.find((one) => one.name === name);
  if (binding === undefined)
    throw refused(
      `no key is named ${name}`,
      name,
      `Named keys: ${keymap.map((one) => one.name).join(', ')}.`,
    );
  if (name === 'leave') throw refused('Ctrl-C always leaves', name);
  if (keys.length === 0) throw refused(`${name} has no key left`, name);
  if (name === 'screens' && keys.length !== binding.keys.length)
    throw refused(`screens need ${binding.keys.length} keys`, name);
  for (const key of keys) {
    const isCharacter = [...key].length === 1 && key > ' ' && key < '\u007f' && !/[A-Z]/.test(key);
    const isControl =
      /^ctrl-[a-z]$/.test(key) && !TAKEN.has(key) && !['ctrl-h', 'ctrl-i', 'ctrl-j', 'ctrl-m'].includes(key);
    if (!isCharacter && !isControl && !NAMED_KEYS.has(key)) throw refused(`${key} can be no key`, name);
    // Under a dialog letters are typed into it.
    if (binding.always && isCharacter)
      throw refused(`${name} works in dialogs too, where ${key} is typed`, name);
  }
}

function refused(message: string, name: string, mend?: string): BotrcError {
  return new BotrcError('BOTRC_TUI_KEYS', message, {
    where: `tui.keys.${name} of .botrc`,
    mend:
      mend ??
      'Take a lowercase letter, a sign, ctrl- and a letter, or a key such as tab, pageup, home. See docs/tui.md.',
  });
}
