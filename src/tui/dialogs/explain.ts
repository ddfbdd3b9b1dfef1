import type { Calls } from '../../core/view/calls.ts';
import type { Ms } from '../../sdk/index.ts';
import { orderLines } from '../details/order.ts';
import { positionLines } from '../details/position.ts';
import type { Line } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import type { TuiState } from '../state.ts';
import { scrolled } from './detail.ts';
import type { DialogView, Step } from './index.ts';
import { failure, type Progress, progressLines, type Reply } from './progress.ts';
import { dialogWidth, FRAME_COLUMNS } from './width.ts';

/** How an order, a fill or a position came about: what `bot explain` says of it. */
export interface ExplainDialog {
  readonly kind: 'explain';
  readonly openedMs: Ms;
  readonly id: string;
  /** Null until the bot has answered. */
  readonly lines: readonly string[] | null;
  readonly top: number;
  readonly progress: Progress;
}

const TIMEOUT_MS: Ms = 25_000;
const MOST_ROWS = 200;

export function openExplain(state: TuiState, id: string): Step {
  const progress: Progress = { at: 'sent', sinceMs: state.nowMs };
  const width = Math.max(40, dialogWidth(state.size.columns) - FRAME_COLUMNS);
  return {
    dialog: { kind: 'explain', openedMs: state.nowMs, id, lines: null, top: 0, progress },
    request: { call: 'explain', params: { id, width }, timeoutMs: TIMEOUT_MS },
  };
}

export function explainKey(dialog: ExplainDialog, key: Key, state: TuiState): Step {
  const count = subject(dialog, state, dialogWidth(state.size.columns)).length + (dialog.lines?.length ?? 0);
  return { dialog: { ...dialog, top: scrolled(dialog.top, key, count, state) } };
}

/** What it is about, as it stands now: an open order or a position. Of a fill the chain tells all. */
function subject({ id }: ExplainDialog, state: TuiState, width: number): readonly Line[] {
  const lines = [...positionLines(id, state, width), ...orderLines(id, state, width)];
  return lines.length === 0 ? [] : [...lines, []];
}

export function explainReply(dialog: ExplainDialog, reply: Reply, state: TuiState): ExplainDialog {
  const command = `bot explain ${dialog.id} --name ${state.botName}`;
  if (!reply.ok) return { ...dialog, progress: failure(reply.error, command) };
  // The one request of this dialog is an explain, and so is its reply.
  return { ...dialog, lines: reply.result as Calls['explain']['result'] };
}

export function explainView(dialog: ExplainDialog, state: TuiState, width: number): DialogView {
  const title = `Explain ${dialog.id}`;
  const head = subject(dialog, state, width);
  if (dialog.lines === null) {
    const lines = [...head, ...progressLines(dialog.progress, state.nowMs, width)];
    return { title, lines, keys: 'Esc close' };
  }
  const all = [...head, ...dialog.lines.map((text): Line => [{ text }])];
  return { title, lines: all.slice(dialog.top, dialog.top + MOST_ROWS), keys: 'j/k scroll   Esc close' };
}
