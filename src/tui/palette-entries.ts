import { keysLabel, liveBindings } from './bindings.ts';
import type { Action } from './keymap.ts';
import { TITLES } from './layout/screens.ts';
import { cannotAct, screensOf, type TuiState } from './state.ts';

/** One thing that the palette can do. */
export interface Entry {
  /** Stays the same, so that what was chosen before comes first. */
  readonly id: string;
  readonly text: string;
  /** The key that does the same, or what kind of thing it is. */
  readonly note: string;
  readonly action: Action;
  /** Why it cannot be done now. */
  readonly disabled?: string;
}

/** Commands that make sense by name; the others are moves. */
const COMMANDS: ReadonlySet<Action['type']> = new Set([
  'help',
  'zoom',
  'freeze',
  'repaint',
  'entries',
  'decide',
  'kill',
  'filter',
  'sort',
  'detach',
  'jump',
]);

/** Everything that can be reached by name: screens, instruments, profiles, commands. */
export function paletteEntries(state: TuiState): readonly Entry[] {
  const screens = screensOf(state).map(
    (screen, i): Entry => ({
      id: `screen/${screen}`,
      text: TITLES[screen],
      note: `screen ${i + 1}`,
      action: { type: 'go', screen },
    }),
  );
  const instruments = (state.view?.market ?? []).map(
    ({ instrument }): Entry => ({
      id: `instrument/${instrument}`,
      text: instrument,
      note: 'instrument',
      action: { type: 'go', screen: 'market', instrument },
    }),
  );
  const plugins = (state.view?.panels ?? []).map(
    ({ name, title }): Entry => ({
      id: `panel/${name}`,
      text: `panel ${title}`,
      note: 'panel of a plugin',
      action: { type: 'go', screen: 'panels', panel: `plugin/${name}` },
    }),
  );
  const rows = state.profiles.at === 'known' ? state.profiles.rows : [];
  const profiles = rows.map(({ name }): Entry => {
    const why =
      name === state.view?.head.profile ? 'it runs now' : cannotAct(state) ? 'read only' : undefined;
    return {
      id: `profile/${name}`,
      text: `switch ${name}`,
      note: 'profile',
      action: { type: 'switch', profile: name },
      ...(why !== undefined && { disabled: why }),
    };
  });
  const commands = liveBindings({ ...state, dialog: null }).flatMap((binding): readonly Entry[] => {
    const { action } = binding;
    if (!COMMANDS.has(action.type)) return [];
    return [{ id: `command/${action.type}`, text: binding.help, note: keysLabel(binding), action }];
  });
  // Ctrl-C is the second key of a command that has a better one.
  const seen = new Set<string>();
  return [...screens, ...instruments, ...plugins, ...profiles, ...orders(state), ...commands].filter(
    ({ id }) => {
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    },
  );
}

/** Of a replay: every order in sight is a place to jump to. */
function orders({ view }: TuiState): readonly Entry[] {
  if (!view?.tape) return [];
  const seen = [
    ...view.orders.map(({ id, instrument, role }) => ({ id, text: `order ${id} ${instrument} ${role}` })),
    ...view.fills.map(({ orderId: id, instrument, role }) => ({
      id,
      text: `order ${id} ${instrument} ${role}`,
    })),
  ];
  return seen.map(({ id, text }) => ({
    id: `order/${id}`,
    text,
    note: 'jump',
    action: { type: 'jump', to: id },
  }));
}
