import { openDetail } from './dialogs/detail.ts';
import { openEntries } from './dialogs/entries.ts';
import { openExplain } from './dialogs/explain.ts';
import { openFilter } from './dialogs/filter.ts';
import { openHeld, waitingForWord } from './dialogs/held.ts';
import { openHelp } from './dialogs/help.ts';
import { openJump } from './dialogs/jump.ts';
import { openKill } from './dialogs/kill.ts';
import { openPalette } from './dialogs/palette.ts';
import type { Request } from './dialogs/progress.ts';
import { openSort } from './dialogs/sort.ts';
import { openSwitch } from './dialogs/switch.ts';
import type { Sort } from './format/table.ts';
import { placedPanels } from './frame.ts';
import type { Key } from './input/key.ts';
import type { Action } from './keymap.ts';
import { panelsOf } from './layout/screens.ts';
import { chosenMarket } from './panels/instrument.ts';
import type { PanelId } from './panels/panel.ts';
import { RANGES } from './ranges.ts';
import { SCREENS } from './screens.ts';
import { focusOf, pluginsOf, type TuiState } from './state.ts';
import { tapeMove, tapeRequest } from './tape.ts';
import { contentOf, roomOf, topRow } from './window.ts';

/** What came of a key: the next state, and what has to be done outside of it. */
export interface Outcome {
  readonly state: TuiState;
  readonly request?: Request;
  readonly also?: 'repaint' | 'leave' | 'ask-profiles';
}

/** What `action` makes of `state`, which is as of now. Pure. */
export function perform(action: Action, key: Key, state: TuiState): Outcome {
  switch (action.type) {
    case 'screen':
      return toScreen(state, SCREENS[screenOf(key, state)]);
    case 'go':
      return go(state, action);
    case 'switch':
      return askSwitch(state, action.profile);
    case 'focus':
      return { state: focus(state, action.by) };
    case 'scroll':
      return { state: scroll(state, action.by, action.times) };
    case 'scroll-to':
      return { state: scrollTo(state, action.end) };
    case 'range':
      return { state: rangeOf(state, action.by) };
    case 'instrument':
      return { state: instrument(state, action.by) };
    case 'choose-profile':
      return chooseProfile(state);
    case 'palette':
      // Its profiles are files that come and go.
      return { state: { ...state, dialog: openPalette(state) }, also: 'ask-profiles' };
    case 'filter':
      // A list with a cursor is searched by name.
      if (focusOf(state) === 'profiles') return perform({ type: 'palette' }, key, state);
      return { state: { ...state, dialog: openFilter(state) } };
    case 'explain':
      return explain(state);
    case 'decide':
      return { state: decide(state) };
    case 'waiting':
      return { state: lookAtSignal(state) };
    case 'detail':
      return { state: detail(state) };
    case 'sort':
      return { state: sort(state) };
    case 'tape': {
      const { tape } = state.view ?? {};
      return tape ? { state, request: tapeRequest(tapeMove(action.to, tape)) } : { state };
    }
    case 'jump':
      if (action.to !== undefined) return { state, request: tapeRequest({ do: 'jump', to: action.to }) };
      return { state: { ...state, dialog: openJump(state) } };
    case 'help':
      return { state: { ...state, dialog: openHelp(state) } };
    case 'zoom':
      return { state: { ...state, zoomed: !state.zoomed } };
    case 'freeze':
      return { state: freeze(state) };
    case 'repaint':
      return { state, also: 'repaint' };
    case 'entries':
      return { state: state.view === null ? state : { ...state, dialog: openEntries(state) } };
    case 'kill':
      // Pressed again, it must not forget what was sent.
      if (state.view === null || state.dialog?.kind === 'kill') return { state };
      return { state: { ...state, dialog: openKill(state) } };
    case 'detach':
      return { state, also: 'leave' };
    case 'back':
      return { state: back(state) };
  }
}

function go(state: TuiState, { screen, instrument, panel }: Action & { readonly type: 'go' }): Outcome {
  const focus = panel === undefined ? state.focus : { ...state.focus, [screen]: panel };
  return toScreen({ ...state, focus, instrument: instrument ?? state.instrument }, screen);
}

function rangeOf(state: TuiState, by: 1 | -1): TuiState {
  const panel = focusOf(state);
  const steps = RANGES[panel];
  if (steps === undefined) return noticed(state, 'This panel has no range');
  const wanted = (state.ranges[panel] ?? 0) + by;
  if (wanted < steps.least || wanted > steps.most) {
    return noticed(state, by > 0 ? 'There is no more of it' : 'This is the least of it');
  }
  return { ...state, ranges: { ...state.ranges, [panel]: wanted } };
}

/** Its keys stand in the order of the screens. */
function screenOf(key: Key, { keymap }: TuiState): number {
  return keymap.find(({ action }) => action.type === 'screen')?.keys.indexOf(key.name) ?? -1;
}

function toScreen(state: TuiState, screen = state.screen): Outcome {
  const next = { ...state, screen, zoomed: false };
  return screen === 'system' && state.link.state === 'up'
    ? { state: next, also: 'ask-profiles' }
    : { state: next };
}

/** One thing at a time: the dialog, then the filter, then the zoom. */
function back(state: TuiState): TuiState {
  const panel = focusOf(state);
  if (state.dialog !== null) return { ...state, dialog: null };
  if (state.filters[panel] !== undefined) return filtered(state, panel, '');
  return { ...state, zoomed: false };
}

/** The panel shows only rows with `text`, from its first one on; '' shows all. */
export function filtered(state: TuiState, panel: PanelId, text: string): TuiState {
  const { [panel]: _, ...filters } = state.filters;
  const { [panel]: __, ...scroll } = state.scroll;
  return { ...state, scroll, filters: text === '' ? filters : { ...filters, [panel]: text } };
}

/** The panel's rows by a column, from the first one on; undefined: as the bot has them. */
export function sortedBy(state: TuiState, panel: PanelId, by: Sort | undefined): TuiState {
  const { [panel]: _, ...sorts } = state.sorts;
  const { [panel]: __, ...cursors } = state.cursors;
  return { ...state, cursors, sorts: by === undefined ? sorts : { ...sorts, [panel]: by } };
}

function sort(state: TuiState): TuiState {
  const panel = focusOf(state);
  const columns = whereFocused(state)?.sortable;
  if (columns !== undefined) return { ...state, dialog: openSort(state, panel, columns) };
  return noticed(state, 'The rows of this panel have one order');
}

function noticed(state: TuiState, text: string): TuiState {
  return { ...state, notice: { text, tone: 'warn', untilMs: state.nowMs + 3_000 } };
}

function focus(state: TuiState, by: 1 | -1): TuiState {
  const panels = panelsOf(state.screen, pluginsOf(state));
  const index = panels.indexOf(focusOf(state));
  const next = panels[(index + by + panels.length) % panels.length];
  return next === undefined ? state : { ...state, focus: { ...state.focus, [state.screen]: next } };
}

function scroll(state: TuiState, by: 'row' | 'page', times: 1 | -1): TuiState {
  const at = whereFocused(state);
  if (at === undefined) return state;
  if (at.rows !== undefined) return moveCursor(state, at, at.cursor + times * (by === 'page' ? at.room : 1));
  return setTop(state, at, at.top + times * (by === 'page' ? at.room : 1));
}

function scrollTo(state: TuiState, end: 'first' | 'last'): TuiState {
  const at = whereFocused(state);
  if (at === undefined) return state;
  const far = end === 'first' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return at.rows === undefined ? setTop(state, at, far) : moveCursor(state, at, far);
}

type Where = NonNullable<ReturnType<typeof whereFocused>>;

/** The focused panel as it stands on the screen: its first row, its last possible first row, its rows. */
function whereFocused(state: TuiState) {
  const placed = placedPanels(state).find(({ panel }) => panel === focusOf(state));
  if (placed === undefined || state.view === null) return undefined;
  const content = contentOf(state, placed, false);
  const room = roomOf(content, placed.height);
  const top = topRow(content, room, state.scroll[placed.panel]);
  const last = Math.max(0, content.body.length - room);
  const rows = placed.panel === 'profiles' ? content.body.length : content.ids?.length;
  const { cursor = 0, ids, sortable, follow = false } = content;
  return { panel: placed.panel, room, top, last, follow, rows, cursor, ids, sortable };
}

/** At the end of what follows, the panel follows again. */
function setTop(state: TuiState, { panel, last, follow }: Where, wanted: number): TuiState {
  const top = Math.min(last, Math.max(0, wanted));
  const { [panel]: _, ...others } = state.scroll;
  return { ...state, scroll: follow && top === last ? others : { ...others, [panel]: top } };
}

function moveCursor(state: TuiState, { panel, rows = 0 }: Where, wanted: number): TuiState {
  const cursor = Math.max(0, Math.min(rows - 1, wanted));
  return { ...state, cursors: { ...state.cursors, [panel]: cursor } };
}

function explain(state: TuiState): Outcome {
  const at = whereFocused(state);
  const id = at?.ids?.[at.cursor];
  if (id === undefined) return { state };
  const { dialog, request } = openExplain(state, id);
  return { state: { ...state, dialog }, ...(request === undefined ? {} : { request }) };
}

/** The oldest signal that waits for a word, or the news that there is none. */
function decide(state: TuiState): TuiState {
  const row = waitingForWord(state.view)[0];
  if (row !== undefined) return { ...state, dialog: openHeld(state, row) };
  return noticed(state, 'No signal waits for your word');
}

function detail(state: TuiState): TuiState {
  const at = whereFocused(state);
  const name = at?.ids?.[at.cursor];
  if (name === undefined) return state;
  return { ...state, dialog: openDetail(state, at?.panel === 'risk' ? 'rule' : 'strategy', name) };
}

function lookAtSignal(state: TuiState): TuiState {
  const at = whereFocused(state);
  const id = at?.ids?.[at.cursor];
  const row = state.view?.signals.held.find((held) => held.id === id);
  return row === undefined ? state : { ...state, dialog: openHeld(state, row) };
}

function instrument(state: TuiState, by: 1 | -1): TuiState {
  if (state.view === null) return state;
  const { market } = state.view;
  const chosen = chosenMarket(state.view, state.instrument);
  if (chosen === undefined) return state;
  const next = market[(market.indexOf(chosen) + by + market.length) % market.length];
  return { ...state, instrument: next?.instrument ?? null };
}

function chooseProfile(state: TuiState): Outcome {
  const row = state.profiles.at === 'known' ? state.profiles.rows[state.cursors.profiles ?? 0] : undefined;
  return row === undefined ? { state } : askSwitch(state, row.name);
}

function askSwitch(state: TuiState, profile: string): Outcome {
  if (state.view === null) return { state };
  if (profile === state.view.head.profile) {
    return { state: noticed(state, `${profile} is what runs now`) };
  }
  const { dialog, request } = openSwitch(state, profile);
  return { state: { ...state, dialog }, ...(request === undefined ? {} : { request }) };
}

function freeze(state: TuiState): TuiState {
  if (state.frozen !== null) return { ...state, frozen: null };
  if (state.view === null) return state;
  return { ...state, frozen: { atMs: state.nowMs, view: state.view, logs: state.logs } };
}
