import type { Ms } from '../../sdk/index.ts';
import type { Line } from '../format/line.ts';
import type { Sort } from '../format/table.ts';
import type { Key } from '../input/key.ts';
import type { PanelId } from '../panels/panel.ts';
import type { TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';

/** By which column a panel is sorted. */
export interface SortDialog {
  readonly kind: 'sort';
  readonly openedMs: Ms;
  readonly panel: PanelId;
  readonly columns: readonly string[];
  /** 0 is the bot's own order, then the columns. */
  readonly cursor: number;
}

const SHOWN = 12;

export function openSort(state: TuiState, panel: PanelId, columns: readonly string[]): SortDialog {
  const now = state.sorts[panel]?.column;
  return { kind: 'sort', openedMs: state.nowMs, panel, columns, cursor: columns.indexOf(now ?? '') + 1 };
}

export function sortKey(dialog: SortDialog, key: Key, state: TuiState): Step {
  const by = key.name === 'down' || key.name === 'j' ? 1 : key.name === 'up' || key.name === 'k' ? -1 : 0;
  if (key.name !== 'enter') {
    const cursor = Math.max(0, Math.min(dialog.columns.length, dialog.cursor + by));
    return { dialog: { ...dialog, cursor } };
  }
  const column = dialog.columns[dialog.cursor - 1];
  const { panel } = dialog;
  if (column === undefined) return { dialog: null, sort: { panel } };
  const now = state.sorts[panel];
  const chosen: Sort = { column, descending: now?.column === column && !now.descending };
  return { dialog: null, sort: { panel, by: chosen } };
}

export function sortView(dialog: SortDialog, { sorts }: TuiState): DialogView {
  const now = sorts[dialog.panel];
  const top = Math.max(0, dialog.cursor - SHOWN + 1);
  const rows = ['as the bot has them', ...dialog.columns].map((title, i): Line => {
    const arrow = now?.column === title ? (now.descending ? ' ↓' : ' ↑') : '';
    const chosen = i === dialog.cursor;
    return [{ text: `${chosen ? '▸' : ' '} ${title}${arrow}`, bold: chosen }];
  });
  return {
    title: 'Sort by',
    lines: rows.slice(top, top + SHOWN),
    keys: 'Enter sort, again: the other way   Esc close',
  };
}
