import type { Ms } from '../../sdk/index.ts';
import type { Key } from '../input/key.ts';
import type { TuiState } from '../state.ts';
import { tapeRequest } from '../tape.ts';
import type { DialogView, Step } from './index.ts';
import { type Progress, progressLines, type Reply } from './progress.ts';
import { typeKey } from './typed.ts';

/** Sends a replay elsewhere. */
export interface JumpDialog {
  readonly kind: 'jump';
  readonly openedMs: Ms;
  readonly typed: string;
  readonly progress: Progress;
}

export function openJump(state: TuiState): JumpDialog {
  return { kind: 'jump', openedMs: state.nowMs, typed: '', progress: { at: 'ask' } };
}

export function jumpKey(dialog: JumpDialog, key: Key, state: TuiState): Step {
  if (dialog.progress.at === 'sent') return { dialog };
  if (key.name !== 'enter') {
    return { dialog: { ...dialog, typed: typeKey(dialog.typed, key), progress: { at: 'ask' } } };
  }
  const to = dialog.typed.trim();
  if (to === '') return { dialog };
  return {
    dialog: { ...dialog, progress: { at: 'sent', sinceMs: state.nowMs } },
    request: tapeRequest({ do: 'jump', to }),
  };
}

/** Null: it is on its way, and the header tells how far it is. */
export function jumpReply(dialog: JumpDialog, reply: Reply): JumpDialog | null {
  return reply.ok ? null : { ...dialog, progress: { at: 'failed', error: reply.error } };
}

export function jumpView(dialog: JumpDialog, state: TuiState, width: number): DialogView {
  const { tape } = state.view ?? {};
  const here = tape === undefined ? '' : `Now at seq ${tape.seq} of ${tape.lastSeq}. `;
  return {
    title: 'Jump',
    lines: [
      [{ text: `${here}To right before:`, tone: 'dim' }],
      [{ text: 'an order id, a seq, or a moment such as 2026-11-21T12:50:00Z', tone: 'dim' }],
      ...progressLines(dialog.progress, state.nowMs, width),
    ],
    prompt: dialog.typed,
    keys: 'Enter jump   Esc close',
  };
}
