import type { LogRow } from '../../core/view/bot.ts';
import type { Calls, SwitchDone } from '../../core/view/calls.ts';
import type { Ms } from '../../sdk/index.ts';
import { clipText, type Line, wrapText } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import { cannotAct, type TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { failure, type Progress, progressLines, type Reply, type Request } from './progress.ts';
import { isConfirmed, typeKey } from './typed.ts';
import { dialogWidth } from './width.ts';

/** Another profile for the running bot: first what it would change, then a confirmation, then what came of it. */
export interface SwitchDialog {
  readonly kind: 'switch';
  readonly openedMs: Ms;
  readonly profile: string;
  readonly positions: Calls['switch']['params']['positions'];
  /** The answer of the dry run. */
  readonly plan: SwitchDone | null;
  readonly typed: string;
  /** The first row of the plan that is shown. */
  readonly top: number;
  /** The newest log line when it was sent: the steps of the switch come after it. */
  readonly after: LogRow | null;
  readonly progress: Progress;
}

/** A candidate may have to warm up before it is taken. */
const TIMEOUT_MS: Ms = 120_000;
/** Rows that the frame, the prompt, the keys and the steps need beside the plan. */
const OTHER_ROWS = 7;
const MAX_STEPS = 6;

export function openSwitch(state: TuiState, profile: string): Step {
  return plan(
    {
      kind: 'switch',
      openedMs: state.nowMs,
      profile,
      positions: 'keep',
      plan: null,
      typed: '',
      top: 0,
      after: null,
      progress: { at: 'ask' },
    },
    state,
  );
}

function plan(dialog: SwitchDialog, state: TuiState): Step {
  return { dialog: { ...sent(dialog, state), plan: null, top: 0 }, request: requestOf(dialog, true) };
}

function sent(dialog: SwitchDialog, { nowMs, logs }: TuiState): SwitchDialog {
  return { ...dialog, after: logs.at(-1) ?? null, progress: { at: 'sent', sinceMs: nowMs } };
}

function requestOf({ profile, positions }: SwitchDialog, dryRun: boolean): Request {
  return { call: 'switch', params: { profile, positions, dryRun }, timeoutMs: TIMEOUT_MS };
}

export function switchKey(dialog: SwitchDialog, key: Key, state: TuiState): Step {
  if (dialog.plan === null || dialog.progress.at !== 'ask') return { dialog };
  if (cannotAct(state)) return { dialog };
  const by = SCROLL[key.name];
  if (by !== undefined) {
    const all = planLines(dialog.plan, dialog.positions, dialogWidth(state.size.columns));
    const last = Math.max(0, all.length - room(state));
    return { dialog: { ...dialog, top: Math.max(0, Math.min(last, dialog.top + by)) } };
  }
  if (key.name === 'tab') {
    return plan({ ...dialog, positions: dialog.positions === 'keep' ? 'flatten' : 'keep' }, state);
  }
  const confirmed = isLive(state)
    ? isConfirmed(key) && dialog.typed === dialog.profile
    : key.name === 'y' && key.alone;
  if (confirmed) {
    return { dialog: sent(dialog, state), request: requestOf(dialog, false) };
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
  const { plan, progress, positions, profile } = dialog;
  const title = `Switch to ${profile}`;
  if (plan === null || progress.at !== 'ask') {
    const now = progress.at === 'done' ? strategyLines(state) : [];
    const lines = [
      ...stepLines(dialog, state, width),
      ...progressLines(progress, state.nowMs, width),
      ...now,
    ];
    return { title, lines, keys: 'Esc close' };
  }
  const all = planLines(plan, positions, width);
  const shown = all.slice(dialog.top, dialog.top + room(state));
  const more =
    all.length > shown.length ? `↑↓ ${dialog.top + 1}-${dialog.top + shown.length} of ${all.length}   ` : '';
  const keys = `${more}Tab ${positions === 'keep' ? 'flatten' : 'keep'} positions   Esc cancel`;
  if (!isLive(state)) return { title, lines: shown, keys: `y switch   ${keys}` };
  return { title, lines: shown, prompt: dialog.typed, keys: `Type ${profile}, then Enter   ${keys}` };
}

const SCROLL: Readonly<Record<string, number>> = { down: 1, up: -1, pagedown: 8, pageup: -8 };

function room({ size }: TuiState): number {
  return Math.max(3, size.rows - OTHER_ROWS);
}

function isLive(state: TuiState): boolean {
  return state.view?.head.mode === 'live';
}

/** What a path of a profile is about, by how it begins; the first that fits. */
const GROUPS: readonly { readonly title: string; readonly of: RegExp }[] = [
  { title: 'Parameters', of: /^strategies\.[^.]+\.(params|options)/ },
  { title: 'Strategies', of: /^strategies/ },
  { title: 'Limits', of: /^risk/ },
  { title: 'Other', of: /./ },
];

/** The whole plan: each change under what it is about, and what becomes of each position. */
function planLines(plan: SwitchDone, positions: string, width: number): readonly Line[] {
  const groupOf = (path: string): string => GROUPS.find(({ of }) => of.test(path))?.title ?? '';
  const groups = GROUPS.flatMap(({ title }): readonly Line[] => {
    const rows = plan.diff.filter(({ path }) => groupOf(path) === title);
    if (rows.length === 0) return [];
    return [[{ text: title, bold: true }], ...rows.map((row) => changeLine(row, width))];
  });
  const same: Line = [{ text: 'The two profiles resolve to the same values', tone: 'dim' }];
  const none: Line = [{ text: '  none is open', tone: 'dim' }];
  const fates = plan.positions.map(
    (row): Line => [{ text: `  ${row.instrument} of ${row.strategy}: ` }, { text: row.fate, tone: 'warn' }],
  );
  return [
    [{ text: `${plan.from} → ${plan.to}` }],
    ...(groups.length === 0 ? [same] : groups),
    [
      { text: 'Positions', bold: true },
      { text: ` (${positions})`, tone: 'dim' },
    ],
    ...(fates.length === 0 ? [none] : fates),
  ];
}

function changeLine({ path, from, to }: SwitchDone['diff'][number], width: number): Line {
  return [
    { text: clipText(`  ${path}: `, width), tone: 'dim' },
    { text: from ?? 'absent', tone: 'bad' },
    { text: ' → ' },
    { text: to ?? 'absent', tone: 'good' },
  ];
}

/** What the bot says of the switch while it is under way: loading, warm-up, cut. */
function stepLines({ profile, after }: SwitchDialog, { logs }: TuiState, width: number): readonly Line[] {
  const start = `switch to ${profile}: `;
  const since = after === null ? 0 : logs.lastIndexOf(after) + 1;
  return logs
    .slice(since)
    .filter(({ text }) => text.startsWith(start))
    .slice(-MAX_STEPS)
    .flatMap(({ text }) => wrapText(text.slice(start.length), width, 2))
    .map((text): Line => [{ text, tone: 'dim' }]);
}

/** How the strategies that came stand now: a new one may still be warming up. */
function strategyLines({ view }: TuiState): readonly Line[] {
  return (view?.strategies ?? []).map(({ name, state, warmup }): Line => {
    const part = state === 'warming' ? ` ${warmup.have} of ${warmup.need}` : '';
    return [{ text: `  ${name}: ${state}${part}`, ...(state === 'stopped' && { tone: 'bad' as const }) }];
  });
}
