import type { Calls, SwitchDone } from '../../core/view/calls.ts';
import type { Ms } from '../../sdk/index.ts';
import { clipText, type Line } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import type { TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { failure, type Progress, progressLines, type Reply, type Request } from './progress.ts';
import { isConfirmed, typeKey } from './typed.ts';

/** Another profile for the running bot: first what it would change, then a confirmation, then what came of it. */
export interface SwitchDialog {
  readonly kind: 'switch';
  readonly openedMs: Ms;
  readonly profile: string;
  readonly positions: Calls['switch']['params']['positions'];
  /** The answer of the dry run. */
  readonly plan: SwitchDone | null;
  readonly typed: string;
  readonly progress: Progress;
}

/** A candidate may have to warm up before it is taken. */
const TIMEOUT_MS: Ms = 120_000;
const MAX_CHANGES = 8;

export function openSwitch(state: TuiState, profile: string): Step {
  return plan(
    {
      kind: 'switch',
      openedMs: state.nowMs,
      profile,
      positions: 'keep',
      plan: null,
      typed: '',
      progress: { at: 'ask' },
    },
    state,
  );
}

function plan(dialog: SwitchDialog, state: TuiState): Step {
  return {
    dialog: { ...dialog, plan: null, progress: { at: 'sent', sinceMs: state.nowMs } },
    request: requestOf(dialog, true),
  };
}

function requestOf({ profile, positions }: SwitchDialog, dryRun: boolean): Request {
  return { call: 'switch', params: { profile, positions, dryRun }, timeoutMs: TIMEOUT_MS };
}

export function switchKey(dialog: SwitchDialog, key: Key, state: TuiState): Step {
  if (dialog.plan === null || dialog.progress.at !== 'ask') return { dialog };
  if (key.name === 'tab') {
    return plan({ ...dialog, positions: dialog.positions === 'keep' ? 'flatten' : 'keep' }, state);
  }
  const confirmed = isLive(state)
    ? isConfirmed(key) && dialog.typed === dialog.profile
    : key.name === 'y' && key.alone;
  if (confirmed) {
    return {
      dialog: { ...dialog, progress: { at: 'sent', sinceMs: state.nowMs } },
      request: requestOf(dialog, false),
    };
  }
  return { dialog: { ...dialog, typed: isLive(state) ? typeKey(dialog.typed, key) : '' } };
}

export function switchReply(dialog: SwitchDialog, reply: Reply, state: TuiState): SwitchDialog {
  const { profile, positions } = dialog;
  const command = `bot switch ${profile} --name ${state.botName} --positions ${positions} --dry-run`;
  if (!reply.ok) return { ...dialog, progress: failure(reply.error, command) };
  // Each request of this dialog is a switch, and so is its reply.
  const done = reply.result as SwitchDone;
  if (!done.switched) return { ...dialog, plan: done, progress: { at: 'ask' } };
  const text = `Switched from ${done.from} to ${done.to} at event ${done.seq ?? '?'}`;
  return { ...dialog, progress: { at: 'done', text, tone: 'good' } };
}

export function switchView(dialog: SwitchDialog, state: TuiState, width: number): DialogView {
  const lines = [
    ...(dialog.plan === null ? [] : changes(dialog.plan, dialog.positions, width)),
    ...progressLines(dialog.progress, state.nowMs, width),
  ];
  const title = `Switch to ${dialog.profile}`;
  if (dialog.plan === null || dialog.progress.at !== 'ask') return { title, lines, keys: 'Esc close' };
  const other = dialog.positions === 'keep' ? 'flatten' : 'keep';
  const keys = `Tab ${other} positions   Esc cancel`;
  if (!isLive(state)) return { title, lines, keys: `y switch   ${keys}` };
  return { title, lines, prompt: dialog.typed, keys: `Type ${dialog.profile}, then Enter   ${keys}` };
}

function isLive(state: TuiState): boolean {
  return state.view?.head.mode === 'live';
}

function changes(done: SwitchDone, positions: SwitchDialog['positions'], width: number): readonly Line[] {
  const shown = done.diff.slice(0, MAX_CHANGES);
  const more = done.diff.length - shown.length;
  return [
    [{ text: `${done.from} → ${done.to}, positions: ${positions}`, bold: true }],
    ...(shown.length === 0
      ? [[{ text: 'The two profiles resolve to the same values', tone: 'dim' as const }]]
      : []),
    ...shown.map(
      (row): Line => [
        { text: clipText(`${row.path}: `, width), tone: 'dim' },
        { text: row.from ?? 'absent', tone: 'bad' },
        { text: ' → ' },
        { text: row.to ?? 'absent', tone: 'good' },
      ],
    ),
    ...(more > 0
      ? [[{ text: `and ${more} more: bot profiles diff ${done.from} ${done.to}`, tone: 'dim' as const }]]
      : []),
    ...done.positions.map(
      (row): Line => [{ text: `${row.instrument} of ${row.strategy}: ` }, { text: row.fate, tone: 'warn' }],
    ),
  ];
}
