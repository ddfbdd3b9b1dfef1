import { type Action, type Binding, EVERYWHERE, type Scope } from './keymap.ts';
import { cannotAct, focusOf, onlyReads, pluginsOf, type TuiState } from './state.ts';

/** Which bindings are alive, and how they are written. */

const LABELS: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  ' ': 'Space',
  left: '←',
  right: '→',
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
};

/** `↑ k`, `Ctrl-K`. */
export function keysLabel({ keys, shown }: Binding): string {
  return shown ?? keys.map(keyLabel).join(' ');
}

export function keyLabel(key: string): string {
  return LABELS[key] ?? key.replace(/^ctrl-(.)$/, (_, letter) => `Ctrl-${letter.toUpperCase()}`);
}

/** The bindings of every scope that work for this viewer now. */
export function availableBindings(state: TuiState): readonly Binding[] {
  // Without a link the kill dialog still says what to do instead.
  const hidden = ({ action }: Binding): boolean =>
    action.type === 'kill' ? onlyReads(state) : cannotAct(state);
  const isTape = state.view?.tape !== undefined;
  const hasPanels = pluginsOf(state).length > 0;
  return state.keymap
    .filter((binding) => !(binding.acts && hidden(binding)) && (isTape || binding.scope !== 'tape'))
    .filter((binding) => hasPanels || binding.scope !== 'plugins')
    .map((binding) => (isTape && binding.onTape ? { ...binding, ...binding.onTape } : binding));
}

/** Those that are alive where the viewer is. */
export function liveBindings(state: TuiState): readonly Binding[] {
  const scopes = liveScopes(state);
  return availableBindings(state).filter(
    ({ scope, always, action }) =>
      scopes.has(scope) &&
      (state.dialog === null || always) &&
      (state.view !== null || WITHOUT_A_VIEW.has(action.type)),
  );
}

/** What can be done before the bot has shown itself. */
const WITHOUT_A_VIEW: ReadonlySet<Action['type']> = new Set(['help', 'repaint', 'back', 'detach']);

function liveScopes(state: TuiState): ReadonlySet<Scope> {
  const scopes = new Set(EVERYWHERE);
  if (state.screen === 'market') scopes.add('market');
  const panel = focusOf(state);
  if (panel === 'profiles') scopes.add('profiles');
  if (panel === 'positions' || panel === 'orders' || panel === 'fills') scopes.add('list');
  if (panel === 'signals') scopes.add('signals');
  if (panel === 'risk' || panel === 'strategies') scopes.add('details');
  return scopes;
}
