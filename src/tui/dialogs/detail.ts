import type { Ms } from '../../sdk/index.ts';
import { ruleLines } from '../details/rule.ts';
import { strategyLines } from '../details/strategy.ts';
import type { Line } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import type { TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { dialogWidth, FRAME_COLUMNS } from './width.ts';

/** One rule or one strategy, as it stands while it is looked at. */
export interface DetailDialog {
  readonly kind: 'detail';
  readonly openedMs: Ms;
  readonly of: 'rule' | 'strategy';
  readonly name: string;
  readonly top: number;
}

/** Rows that the frame, the title and the keys take. */
const FRAME_ROWS = 4;
export const SCROLL: Readonly<Record<string, number>> = {
  down: 1,
  j: 1,
  up: -1,
  k: -1,
  pagedown: 10,
  pageup: -10,
};

export function openDetail(state: TuiState, of: DetailDialog['of'], name: string): DetailDialog {
  return { kind: 'detail', openedMs: state.nowMs, of, name, top: 0 };
}

export function detailKey(dialog: DetailDialog, key: Key, state: TuiState): Step {
  const all = linesOf(dialog, state, dialogWidth(state.size.columns) - FRAME_COLUMNS, false);
  return { dialog: { ...dialog, top: scrolled(dialog.top, key, all.length, state) } };
}

/** The first line shown after `key`, of `count` lines. */
export function scrolled(top: number, key: Key, count: number, { size }: TuiState): number {
  const last = Math.max(0, count - Math.max(1, size.rows - FRAME_ROWS));
  return Math.max(0, Math.min(last, top + (SCROLL[key.name] ?? 0)));
}

export function detailView(dialog: DetailDialog, state: TuiState, width: number, ascii: boolean): DialogView {
  const title = dialog.of === 'rule' ? `Rule ${dialog.name}` : `Strategy ${dialog.name}`;
  const lines = linesOf(dialog, state, width, ascii).slice(dialog.top);
  return { title, lines, keys: 'j/k scroll   Esc close' };
}

function linesOf(
  { of, name }: DetailDialog,
  state: TuiState,
  width: number,
  ascii: boolean,
): readonly Line[] {
  return of === 'rule' ? ruleLines(name, state, width, ascii) : strategyLines(name, state, width);
}
