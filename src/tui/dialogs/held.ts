import type { BotView } from '../../core/view/bot.ts';
import type { Calls } from '../../core/view/calls.ts';
import type { HeldRow } from '../../core/view/rows.ts';
import type { Ms } from '../../sdk/index.ts';
import { type Fact, flow } from '../format/flow.ts';
import { type Line, wrapText } from '../format/line.ts';
import { cash, NOTHING, price, quantity } from '../format/number.ts';
import { age } from '../format/time.ts';
import { modeWord } from '../header.ts';
import type { Key } from '../input/key.ts';
import { entryText } from '../panels/signals.ts';
import { botNowMs, cannotAct, type TuiState } from '../state.ts';
import { followLines, knownOrders } from './follow.ts';
import type { DialogView, Step } from './index.ts';
import { failure, type Progress, progressLines, type Reply } from './progress.ts';

/**
 * E-7: one signal that waits, with its levels, timer and size; `y` sends it, `n` declines it. It never goes on to
 * the next signal by itself, so that no key meant for one reaches another.
 */
export interface HeldDialog {
  readonly kind: 'held';
  readonly openedMs: Ms;
  /** As it was when the dialog opened: its levels never change, it is superseded instead. */
  readonly row: HeldRow;
  readonly asked: 'confirm' | 'decline' | null;
  /** Orders that were there before it was sent. */
  readonly known: readonly string[];
  readonly progress: Progress;
}

const TIMEOUT_MS: Ms = 10_000;

export function openHeld(state: TuiState, row: HeldRow): HeldDialog {
  return { kind: 'held', openedMs: state.nowMs, row, asked: null, known: [], progress: { at: 'ask' } };
}

/** The oldest signal that waits for a word. */
export function waitingForWord(view: BotView | null): readonly HeldRow[] {
  return view?.signals.held.filter(({ stage }) => stage === 'confirm') ?? [];
}

export function heldKey(dialog: HeldDialog, key: Key, state: TuiState): Step {
  const { progress, row } = dialog;
  const now = current(dialog, state);
  if (progress.at !== 'ask' || !key.alone || cannotAct(state) || now === undefined || state.view === null)
    return { dialog };
  const timeoutMs = TIMEOUT_MS;
  const sent: Progress = { at: 'sent', sinceMs: state.nowMs };
  if (key.name === 'y' && now.stage === 'confirm') {
    return {
      dialog: { ...dialog, asked: 'confirm', known: knownOrders(state.view), progress: sent },
      request: { call: 'confirm', params: { id: row.id }, timeoutMs },
    };
  }
  if (key.name !== 'n') return { dialog };
  return {
    dialog: { ...dialog, asked: 'decline', progress: sent },
    request: { call: 'decline', params: { id: row.id }, timeoutMs },
  };
}

export function heldReply(dialog: HeldDialog, reply: Reply, state: TuiState): HeldDialog {
  const { asked, row } = dialog;
  if (!reply.ok) return { ...dialog, progress: failure(reply.error, `bot status --name ${state.botName}`) };
  if (asked === 'decline')
    return { ...dialog, progress: { at: 'done', text: `${row.id} was declined`, tone: 'good' } };
  // The other request of this dialog is a confirm, and so is its reply.
  const { sent } = reply.result as Calls['confirm']['result'];
  if (sent) return { ...dialog, progress: { at: 'done', text: `${row.id} was sent`, tone: 'good' } };
  const why = state.view?.strategies.find(({ name }) => name === row.strategy)?.reason;
  const text = `${row.id} was NOT sent: ${why ?? `ask with bot status --name ${state.botName}`}`;
  return { ...dialog, progress: { at: 'done', text, tone: 'warn' } };
}

export function heldView(dialog: HeldDialog, state: TuiState, width: number): DialogView {
  const { row, progress } = dialog;
  const now = current(dialog, state);
  const title = `Signal ${row.id}`;
  const head = [...levels(row, state, width), []];
  if (progress.at !== 'ask') {
    const followed =
      dialog.asked === 'confirm' && state.view !== null
        ? followLines(state.view, dialog.known, row, width)
        : [];
    const lines = [...head, ...progressLines(progress, state.nowMs, width), ...followed];
    return { title, lines, keys: 'Esc close' };
  }
  if (now === undefined) {
    const text = 'It waits no more: it expired, was decided elsewhere, or a newer one took its place.';
    return { title, lines: [...head, ...rows(text, width)], keys: 'Esc close' };
  }
  const lines = [...head, timer(now, state)];
  if (cannotAct(state)) return { title, lines, keys: 'Esc close' };
  return {
    title,
    lines,
    keys: `${now.stage === 'confirm' ? 'y send   ' : ''}n decline   Esc leave it waiting`,
  };
}

/** The same signal as it waits now; undefined when it does no more. */
function current({ row }: HeldDialog, { view }: TuiState): HeldRow | undefined {
  return view?.signals.held.find(({ id }) => id === row.id);
}

function levels(row: HeldRow, state: TuiState, width: number): readonly Line[] {
  const { view } = state;
  const last = view?.market.find(({ instrument }) => instrument === row.instrument)?.last ?? null;
  const at = Number(row.entry ?? row.ladder[0] ?? last ?? 0);
  const currency = view?.account.currency ?? '';
  const size =
    at > 0 ? `about ${cash((at * Number(row.quantity)).toFixed(2), currency)} ${currency}` : NOTHING;
  const fact = (label: string, text: string): Fact => ({ label, value: { text, bold: true } });
  const facts = [
    fact('Entry', entryText(row)),
    fact('Stop', price(row.stop)),
    fact('Targets', row.targets.map(price).join(' ') || NOTHING),
    fact('Risk', `${row.riskR} R`),
    fact('Size', size),
    fact('Last', price(last)),
    fact('By', row.strategy),
  ];
  return [
    [
      modeWord(state),
      { text: ` ${row.side.toUpperCase()} ${quantity(row.quantity)} ${row.instrument}`, bold: true },
    ],
    ...flow(facts, width),
    ...rows(row.reason, width),
  ];
}

function timer({ stage, expiresMs, releaseMs }: HeldRow, state: TuiState): Line {
  const nowMs = state.view === null ? state.nowMs : botNowMs(state, state.view);
  const left = `expires in ${age(expiresMs - nowMs)}`;
  if (stage === 'confirm') return [{ text: `Waits for your word, ${left}`, tone: 'accent', bold: true }];
  const until = releaseMs === null ? 'a block ends' : `its block ends in ${age(releaseMs - nowMs)}`;
  return [{ text: `Waits until ${until}, ${left}`, tone: 'warn' }];
}

function rows(text: string, width: number): readonly Line[] {
  return wrapText(text, width, 3).map((row) => [{ text: row }]);
}
