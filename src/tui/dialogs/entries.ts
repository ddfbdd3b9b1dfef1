import type { Ms } from '../../sdk/index.ts';
import type { Line } from '../format/line.ts';
import { wrapText } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import type { TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { failure, type Progress, progressLines, type Reply } from './progress.ts';

/** Pauses or resumes new entries, after a `y`. A halt is only explained: ending it takes a reason. */
export interface EntriesDialog {
  readonly kind: 'entries';
  readonly openedMs: Ms;
  readonly action: 'pause' | 'resume' | 'explain-halt';
  readonly progress: Progress;
}

const TIMEOUT_MS: Ms = 10_000;

export function openEntries(state: TuiState): EntriesDialog {
  const now = state.view?.head.state;
  const action = now === 'halted' ? 'explain-halt' : now === 'paused' ? 'resume' : 'pause';
  return { kind: 'entries', openedMs: state.nowMs, action, progress: { at: 'ask' } };
}

export function entriesKey(dialog: EntriesDialog, key: Key, state: TuiState): Step {
  const { action } = dialog;
  if (action === 'explain-halt' || dialog.progress.at !== 'ask' || key.name !== 'y' || !key.alone) {
    return { dialog };
  }
  return {
    dialog: { ...dialog, progress: { at: 'sent', sinceMs: state.nowMs } },
    request: { call: action, params: {}, timeoutMs: TIMEOUT_MS },
  };
}

export function entriesReply(dialog: EntriesDialog, reply: Reply, state: TuiState): EntriesDialog {
  const command = `bot ${dialog.action} --name ${state.botName}`;
  if (!reply.ok) return { ...dialog, progress: failure(reply.error, command) };
  const text = dialog.action === 'pause' ? 'Paused: no new entries' : 'Resumed: entries again';
  return { ...dialog, progress: { at: 'done', text, tone: 'good' } };
}

export function entriesView(dialog: EntriesDialog, state: TuiState, width: number): DialogView {
  const text = (row: string): readonly Line[] => wrapText(row, width, 3).map((part) => [{ text: part }]);
  if (dialog.action === 'explain-halt') {
    const reason = state.view?.risk.killSwitch.reason ?? state.view?.head.reason ?? 'no reason was given';
    return {
      title: 'Halted',
      lines: [
        ...text(`The bot is halted: ${reason}`),
        ...text('To let it enter again, say why in another terminal:'),
        [{ text: `  bot resume --name ${state.botName} --reason "..."`, bold: true }],
      ],
      keys: 'Esc close',
    };
  }
  const pausing = dialog.action === 'pause';
  return {
    title: pausing ? 'Pause entries' : 'Resume entries',
    lines: [
      ...text(
        pausing
          ? 'No new entries. Open positions keep their stops and targets; exits go on. p takes it back.'
          : 'The strategies may enter again.',
      ),
      ...progressLines(dialog.progress, state.nowMs, width),
    ],
    keys: dialog.progress.at === 'ask' ? `y ${dialog.action}   Esc cancel` : 'Esc close',
  };
}
