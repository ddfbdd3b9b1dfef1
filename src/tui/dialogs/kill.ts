import type { Calls } from '../../core/view/calls.ts';
import type { Ms } from '../../sdk/index.ts';
import { type Line, wrapText } from '../format/line.ts';
import { cash } from '../format/number.ts';
import { modeWord } from '../header.ts';
import type { Key } from '../input/key.ts';
import { cannotAct, type TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { failure, type Progress, progressLines, type Reply, type Request } from './progress.ts';
import { isConfirmed, typeKey } from './typed.ts';

type Stage = 'pause' | 'cancel' | 'flatten';

/** Three stages, each harder to reach: `y`, then a word, then another word. Enter alone confirms nothing. */
export interface KillDialog {
  readonly kind: 'kill';
  readonly openedMs: Ms;
  readonly typed: string;
  readonly stage: Stage | null;
  readonly progress: Progress;
}

const PAUSE_TIMEOUT_MS: Ms = 10_000;
/** The answer comes when the venue has confirmed, or when the bot has given up on that. */
const KILL_TIMEOUT_MS: Ms = 60_000;
const REASON = 'kill dialog of the TUI';

const WORDS: Readonly<Record<string, Stage>> = { CANCEL: 'cancel', KILL: 'flatten' };

export function openKill(state: TuiState): KillDialog {
  return { kind: 'kill', openedMs: state.nowMs, typed: '', stage: null, progress: { at: 'ask' } };
}

export function killKey(dialog: KillDialog, key: Key, state: TuiState): Step {
  if (dialog.progress.at !== 'ask' || cannotAct(state)) return { dialog };
  if (dialog.typed === '' && key.name === 'y') return key.alone ? send(dialog, 'pause', state) : { dialog };
  if (isConfirmed(key)) {
    const stage = WORDS[dialog.typed];
    return stage === undefined ? { dialog: { ...dialog, typed: '' } } : send(dialog, stage, state);
  }
  return { dialog: { ...dialog, typed: typeKey(dialog.typed, key) } };
}

function send(dialog: KillDialog, stage: Stage, state: TuiState): Step {
  return {
    dialog: { ...dialog, stage, progress: { at: 'sent', sinceMs: state.nowMs } },
    request: requestOf(stage),
  };
}

function requestOf(stage: Stage): Request {
  if (stage === 'pause') return { call: 'pause', params: {}, timeoutMs: PAUSE_TIMEOUT_MS };
  const params = { cancel: true, flatten: stage === 'flatten', reason: REASON };
  return { call: 'kill', params, timeoutMs: KILL_TIMEOUT_MS };
}

export function killReply(dialog: KillDialog, reply: Reply, state: TuiState): KillDialog {
  const name = `--name ${state.botName}`;
  const command =
    dialog.stage === 'pause'
      ? `bot pause ${name}`
      : `bot kill ${name} ${dialog.stage === 'flatten' ? '--flatten' : '--cancel'}`;
  if (!reply.ok) return { ...dialog, progress: failure(reply.error, command) };
  if (dialog.stage === 'pause') {
    return { ...dialog, progress: { at: 'done', text: 'Paused: no new entries. p resumes', tone: 'good' } };
  }
  // The request of the other two stages is a kill, and so is its reply.
  return { ...dialog, progress: killed(reply.result as Calls['kill']['result'], state) };
}

function killed(done: Calls['kill']['result'], state: TuiState): Progress {
  const left = `${done.openOrders} orders and ${done.openPositions} positions are open`;
  if (done.verified) return { at: 'done', text: `Kill switch latched, verified: ${left}`, tone: 'good' };
  const ask = `bot status --name ${state.botName}`;
  return { at: 'done', text: `Kill switch latched, NOT VERIFIED: ${left}. Ask: ${ask}`, tone: 'warn' };
}

export function killView(dialog: KillDialog, state: TuiState, width: number): DialogView {
  const head = [...target(state), []];
  if (dialog.progress.at !== 'ask') {
    const lines = [...head, ...progressLines(dialog.progress, state.nowMs, width)];
    return { title: 'Kill', lines, keys: 'Esc close' };
  }
  if (cannotAct(state)) {
    const lines = [...head, ...instead(state, width)];
    return { title: 'Kill', lines, keys: 'Esc close' };
  }
  const lines = [...head, ...stages(width)];
  return { title: 'Kill', lines, prompt: dialog.typed, keys: 'Esc leave everything as it is' };
}

/** What it would hit: which bot, where, and how much. */
function target(state: TuiState): readonly Line[] {
  const { view } = state;
  if (view === null) return [[{ text: `${state.botName}: nothing is known of it yet` }]];
  const { head, exchange, orders, positions, account } = view;
  const notional = positions.reduce(
    (sum, row) => sum + Number(row.quantity) * Number(row.markPrice ?? row.entryPrice),
    0,
  );
  const size = cash(notional.toFixed(2), account.currency);
  return [
    [modeWord(state), { text: ` ${head.name}, profile ${head.profile}, on ${exchange.name}`, bold: true }],
    [
      {
        text: `${orders.length} open orders, ${positions.length} positions, about ${size} ${account.currency}`,
      },
    ],
  ];
}

function instead({ botName }: TuiState, width: number): readonly Line[] {
  const text = 'There is no link to the bot, nothing can be sent from here. In another terminal:';
  return [
    ...wrapText(text, width, 3).map((row): Line => [{ text: row }]),
    [{ text: `  bot kill --name ${botName} --flatten`, bold: true }],
    ...wrapText('It works on a bot that does not answer, too.', width, 2).map((row): Line => [{ text: row }]),
  ];
}

function stages(width: number): readonly Line[] {
  const stage = (number: string, does: string, how: string): readonly Line[] =>
    width >= 56
      ? [[{ text: `${number} ${does.padEnd(36)}` }, { text: how, bold: true }]]
      : [
          ...wrapText(`${number} ${does}`, width, 2).map((text): Line => [{ text }]),
          [{ text: `  ${how}`, bold: true }],
        ];
  return [
    ...stage('1', 'pause entries, reversible', 'press y'),
    ...stage('2', 'latch, cancel all orders', 'type CANCEL, then Enter'),
    ...stage('3', 'latch, cancel, close all positions', 'type KILL, then Enter'),
  ];
}
