import type { Line } from '../format/line.ts';
import type { Sort } from '../format/table.ts';
import type { Key } from '../input/key.ts';
import type { Entry } from '../palette-entries.ts';
import type { PanelId } from '../panels/panel.ts';
import type { TuiState } from '../state.ts';
import { type DetailDialog, detailKey, detailView } from './detail.ts';
import { type EntriesDialog, entriesKey, entriesReply, entriesView } from './entries.ts';
import { type ExplainDialog, explainKey, explainReply, explainView } from './explain.ts';
import { type FilterDialog, filterKey, filterView } from './filter.ts';
import { type HeldDialog, heldKey, heldReply, heldView } from './held.ts';
import { type HelpDialog, helpKey, helpView } from './help.ts';
import { type JumpDialog, jumpKey, jumpReply, jumpView } from './jump.ts';
import { type KillDialog, killKey, killReply, killView } from './kill.ts';
import { type PaletteDialog, paletteKey, paletteView } from './palette.ts';
import type { Reply, Request } from './progress.ts';
import { type SortDialog, sortKey, sortView } from './sort.ts';
import { type SwitchDialog, switchKey, switchReply, switchView } from './switch.ts';

export type Dialog =
  | HelpDialog
  | EntriesDialog
  | JumpDialog
  | KillDialog
  | SwitchDialog
  | PaletteDialog
  | FilterDialog
  | ExplainDialog
  | HeldDialog
  | DetailDialog
  | SortDialog;

/** What a key made of a dialog (null: closed), and what it asked for. */
export interface Step {
  readonly dialog: Dialog | null;
  readonly request?: Request;
  /** Of the palette: where to go. */
  readonly chosen?: Entry;
  /** Without `by`: as the bot has them. */
  readonly sort?: { readonly panel: PanelId; readonly by?: Sort };
  readonly filter?: { readonly panel: PanelId; readonly text: string };
}

export interface DialogView {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What is typed; absent where nothing is. */
  readonly prompt?: string;
  /** Its keys, one line. */
  readonly keys: string;
}

export function dialogKey(dialog: Dialog, key: Key, state: TuiState): Step {
  switch (dialog.kind) {
    case 'help':
      return helpKey(dialog, key, state);
    case 'entries':
      return entriesKey(dialog, key, state);
    case 'jump':
      return jumpKey(dialog, key, state);
    case 'kill':
      return killKey(dialog, key, state);
    case 'switch':
      return switchKey(dialog, key, state);
    case 'palette':
      return paletteKey(dialog, key, state);
    case 'filter':
      return filterKey(dialog, key);
    case 'explain':
      return explainKey(dialog, key, state);
    case 'held':
      return heldKey(dialog, key, state);
    case 'detail':
      return detailKey(dialog, key, state);
    case 'sort':
      return sortKey(dialog, key, state);
  }
}

/** Null closes it. */
export function dialogReply(dialog: Dialog, reply: Reply, state: TuiState): Dialog | null {
  switch (dialog.kind) {
    case 'help':
    case 'palette':
    case 'filter':
    case 'detail':
    case 'sort':
      return dialog;
    case 'explain':
      return explainReply(dialog, reply, state);
    case 'held':
      return heldReply(dialog, reply, state);
    case 'entries':
      return entriesReply(dialog, reply, state);
    case 'jump':
      return jumpReply(dialog, reply);
    case 'kill':
      return killReply(dialog, reply, state);
    case 'switch':
      return switchReply(dialog, reply, state);
  }
}

export function dialogView(dialog: Dialog, state: TuiState, width: number, ascii = false): DialogView {
  switch (dialog.kind) {
    case 'help':
      return helpView(dialog, state);
    case 'entries':
      return entriesView(dialog, state, width);
    case 'jump':
      return jumpView(dialog, state, width);
    case 'kill':
      return killView(dialog, state, width);
    case 'switch':
      return switchView(dialog, state, width);
    case 'palette':
      return paletteView(dialog, state, width);
    case 'filter':
      return filterView(dialog);
    case 'explain':
      return explainView(dialog, state, width);
    case 'held':
      return heldView(dialog, state, width);
    case 'detail':
      return detailView(dialog, state, width, ascii);
    case 'sort':
      return sortView(dialog, state);
  }
}
