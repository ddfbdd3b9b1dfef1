import type { BotView, LogRow } from '../core/view/bot.ts';
import type { Calls } from '../core/view/calls.ts';
import type { Ms, PlainError } from '../sdk/index.ts';
import type { Dialog } from './dialogs/index.ts';
import type { Sort } from './format/table.ts';
import { type Binding, KEYMAP } from './keymap.ts';
import type { PanelId } from './panels/panel.ts';
import type { RuleHistory } from './rule-history.ts';
import { SCREENS, type ScreenId } from './screens.ts';

/** All that the screen shows, as plain data: a frame is a function of it. */
export interface TuiState {
  readonly botName: string;
  /** The viewer's own now, by the clock it was given. Spans of the bot's world count from `view.nowMs` instead. */
  readonly nowMs: Ms;
  readonly size: Size;
  readonly link: LinkState;
  /** Null before the first snapshot. Of a lost bot the last one stays. */
  readonly view: BotView | null;
  /** Oldest first, at most MAX_LOGS. */
  readonly logs: readonly LogRow[];
  /** When something of the view last arrived. */
  readonly receivedMs: Ms | null;
  readonly readOnly: boolean;
  /** The table of keys, with those that its user has changed. */
  readonly keymap: readonly Binding[];
  readonly screen: ScreenId;
  readonly focus: Readonly<Record<ScreenId, PanelId>>;
  readonly zoomed: boolean;
  /** First row shown, per panel; absent: where the panel starts by itself. */
  readonly scroll: Readonly<Partial<Record<PanelId, number>>>;
  /** What market panels show; null: the first one. */
  readonly instrument: string | null;
  readonly profiles: Profiles;
  /** The chosen row, per panel; absent: the first. */
  readonly cursors: Readonly<Partial<Record<PanelId, number>>>;
  readonly frozen: Frozen | null;
  readonly dialog: Dialog | null;
  /** How the rows of a panel are sorted; absent: as the bot has them. */
  readonly sorts: Readonly<Partial<Record<PanelId, Sort>>>;
  /** What rules used of their limits while this viewer watched, by name. */
  readonly ruleHistory: RuleHistory;
  /** How many steps wider or narrower than at first, per chart. */
  readonly ranges: Readonly<Partial<Record<PanelId, number>>>;
  /** Text that the rows of a panel must contain. */
  readonly filters: Readonly<Partial<Record<PanelId, string>>>;
  /** Ids of what was chosen in the palette, newest first, at most MAX_RECENT. */
  readonly recent: readonly string[];
  readonly notice: Notice | null;
  /** The terminal takes long for a frame, and gets fewer. */
  readonly slow: boolean;
}

/** Log lines kept for scrolling back. */
export const MAX_LOGS = 500;
export const MAX_RECENT = 8;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** `starting`: there is no bot yet. `stopped`: the bot said goodbye. `lost`: nobody knows what it does. */
export interface LinkState {
  readonly state: 'starting' | 'connecting' | 'up' | 'lost' | 'stopped';
  readonly sinceMs: Ms;
  readonly error: PlainError | null;
  readonly retryMs: Ms | null;
  /** The bot's version where it speaks another protocol. */
  readonly mismatch: string | null;
}

export interface Frozen {
  readonly atMs: Ms;
  readonly view: BotView;
  readonly logs: readonly LogRow[];
}

/** One line for a while, about what was just done. */
export interface Notice {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'warn';
  readonly untilMs: Ms;
}

export type Profiles =
  | { readonly at: 'none' }
  | { readonly at: 'known'; readonly rows: Calls['profiles']['result'] }
  | { readonly at: 'failed'; readonly error: PlainError };

export function initialState(
  given: Pick<TuiState, 'botName' | 'nowMs' | 'size' | 'readOnly'> & Partial<Pick<TuiState, 'keymap'>>,
): TuiState {
  return {
    keymap: KEYMAP,
    ...given,
    link: { state: 'connecting', sinceMs: given.nowMs, error: null, retryMs: null, mismatch: null },
    view: null,
    logs: [],
    receivedMs: null,
    screen: 'overview',
    focus: {
      overview: 'positions',
      positions: 'positions',
      orders: 'orders',
      market: 'chart',
      risk: 'risk',
      logs: 'logs',
      system: 'profiles',
      panels: 'panels',
    },
    zoomed: false,
    scroll: {},
    instrument: null,
    profiles: { at: 'none' },
    cursors: {},
    frozen: null,
    dialog: null,
    sorts: {},
    ruleHistory: {},
    ranges: {},
    filters: {},
    recent: [],
    notice: null,
    slow: false,
  };
}

/** Nothing new for this long from a bot that runs: what is shown is old. */
const STALE_MS: Ms = 10_000;

/** How old the view is where that matters: it is not fresh, or there is no link. Null: it is live. */
export function staleMs(state: TuiState): Ms | null {
  if (state.receivedMs === null || state.link.state === 'stopped') return null;
  // A tape that stands tells nothing new.
  if (state.view?.tape && state.link.state === 'up') return null;
  const ms = state.nowMs - state.receivedMs;
  return state.link.state !== 'up' || ms >= STALE_MS ? ms : null;
}

/** The panels of plugins, in the order of the profile. */
export function pluginsOf({ view }: TuiState): readonly PanelId[] {
  return (view?.panels ?? []).map(({ name }) => `plugin/${name}` as const);
}

/** The screens that there are, in the order of their numbers. */
export function screensOf(state: TuiState): readonly ScreenId[] {
  return pluginsOf(state).length > 0 ? [...SCREENS, 'panels'] : SCREENS;
}

/** The panel where the keys go. Panels of plugins come and go with the profile. */
export function focusOf(state: TuiState): PanelId {
  const focus = state.focus[state.screen];
  if (state.screen !== 'panels' && !focus.startsWith('plugin/')) return focus;
  const plugins = pluginsOf(state);
  return plugins.includes(focus) ? focus : state.screen === 'panels' ? (plugins[0] ?? 'panels') : 'positions';
}

/** The bot's own now, as far as it is known here: what its timers count by. */
export function botNowMs({ nowMs, receivedMs, link }: TuiState, view: BotView): Ms {
  // Of a lost bot nobody knows whether its clock goes on.
  return receivedMs === null || link.state !== 'up'
    ? view.nowMs
    : view.nowMs + Math.max(0, nowMs - receivedMs);
}

/** True for a viewer that may only look. */
export function onlyReads(state: TuiState): boolean {
  return state.readOnly || state.link.mismatch !== null;
}

/** True where nothing that changes the bot can be asked of it now. */
export function cannotAct(state: TuiState): boolean {
  return onlyReads(state) || state.link.state !== 'up';
}
