import type { Calls } from '../../core/view/calls.ts';
import type { Ms } from '../../sdk/index.ts';
import type { Line } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import type { TuiState } from '../state.ts';
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
/** Rows that the frame, the title and the keys take. */
const FRAME_ROWS = 4;
const MOST_ROWS = 200;

export function openExplain(state: TuiState, id: string): Step {
  const progress: Progress = { at: 'sent', sinceMs: state.nowMs };
  const width = Math.max(40, dialogWidth(state.size.columns) - FRAME_COLUMNS);
  return {
    dialog: { kind: 'explain', openedMs: state.nowMs, id, lines: null, top: 0, progress },
    request: { call: 'explain', params: { id, width }, timeoutMs: TIMEOUT_MS },
  };
}

const STEPS: Readonly<Record<string, number>> = { down: 1, j: 1, up: -1, k: -1, pagedown: 10, pageup: -10 };

export function explainKey(dialog: ExplainDialog, key: Key, { size }: TuiState): Step {
  const last = Math.max(0, (dialog.lines?.length ?? 0) - Math.max(1, size.rows - FRAME_ROWS));
  const top = Math.max(0, Math.min(last, dialog.top + (STEPS[key.name] ?? 0)));
  return { dialog: { ...dialog, top } };
}

export function explainReply(dialog: ExplainDialog, reply: Reply, state: TuiState): ExplainDialog {
  const command = `bot explain ${dialog.id} --name ${state.botName}`;
  if (!reply.ok) return { ...dialog, progress: failure(reply.error, command) };
  // The one request of this dialog is an explain, and so is its reply.
  return { ...dialog, lines: reply.result as Calls['explain']['result'] };
}

export function explainView(dialog: ExplainDialog, state: TuiState, width: number): DialogView {
  const title = `Explain ${dialog.id}`;
  if (dialog.lines === null) {
    return { title, lines: progressLines(dialog.progress, state.nowMs, width), keys: 'Esc close' };
  }
  const rows = dialog.lines.slice(dialog.top, dialog.top + MOST_ROWS);
  return { title, lines: rows.map((text): Line => [{ text }]), keys: 'j/k scroll   Esc close' };
}
