import type { Ms } from '../../sdk/index.ts';
import type { Key } from '../input/key.ts';
import type { PanelId } from '../panels/panel.ts';
import { focusOf, type TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { typeKey } from './typed.ts';

/** Narrows one panel to the rows that contain a text, while it is typed. */
export interface FilterDialog {
  readonly kind: 'filter';
  readonly openedMs: Ms;
  readonly panel: PanelId;
  readonly typed: string;
}

export function openFilter(state: TuiState): FilterDialog {
  const panel = focusOf(state);
  return { kind: 'filter', openedMs: state.nowMs, panel, typed: state.filters[panel] ?? '' };
}

export function filterKey(dialog: FilterDialog, key: Key): Step {
  const typed = typeKey(dialog.typed, key);
  const filter = { panel: dialog.panel, text: typed };
  return key.name === 'enter' ? { dialog: null } : { dialog: { ...dialog, typed }, filter };
}

export function filterView(dialog: FilterDialog): DialogView {
  return {
    title: 'Filter rows',
    lines: [[{ text: 'Rows that contain this text, capitals or not; empty shows all', tone: 'dim' }]],
    prompt: dialog.typed,
    keys: 'Enter keep   Esc close',
  };
}
