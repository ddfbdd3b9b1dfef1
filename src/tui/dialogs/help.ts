import type { Ms } from '../../sdk/index.ts';
import { availableBindings, keysLabel } from '../bindings.ts';
import { type Line, padText } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import { SCOPES } from '../keymap.ts';
import type { TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';

/** Every key that does something here, from the keymap itself. */
export interface HelpDialog {
  readonly kind: 'help';
  readonly openedMs: Ms;
  readonly top: number;
}

export function openHelp(state: TuiState): HelpDialog {
  return { kind: 'help', openedMs: state.nowMs, top: 0 };
}

export function helpKey(dialog: HelpDialog, key: Key, state: TuiState): Step {
  if (key.name === '?') return { dialog: null };
  const by = key.name === 'down' || key.name === 'j' ? 1 : key.name === 'up' || key.name === 'k' ? -1 : 0;
  const last = Math.max(0, helpLines(state).length - 1);
  return { dialog: { ...dialog, top: Math.min(last, Math.max(0, dialog.top + by)) } };
}

export function helpView(dialog: HelpDialog, state: TuiState): DialogView {
  return { title: 'Keys', lines: helpLines(state).slice(dialog.top), keys: 'j/k scroll   Esc close' };
}

function helpLines(state: TuiState): readonly Line[] {
  const bindings = availableBindings(state);
  return SCOPES.flatMap(({ scope, title }) => {
    const rows = bindings.filter((binding) => binding.scope === scope);
    if (rows.length === 0) return [];
    return [
      [{ text: title, bold: true }],
      ...rows.map(
        (row): Line => [{ text: `  ${padText(keysLabel(row), 12)}`, tone: 'accent' }, { text: row.help }],
      ),
    ];
  });
}
