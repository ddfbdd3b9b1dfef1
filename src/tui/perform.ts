import { openEntries } from './dialogs/entries.ts';
import { openHelp } from './dialogs/help.ts';
import { openKill } from './dialogs/kill.ts';
import type { Request } from './dialogs/progress.ts';
import { openSwitch } from './dialogs/switch.ts';
import { placedPanels } from './frame.ts';
import type { Key } from './input/key.ts';
import type { Action } from './keymap.ts';
import { PANELS_OF } from './layout/screens.ts';
import { chosenMarket } from './panels/instrument.ts';
import { SCREENS, type TuiState } from './state.ts';
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
      return toScreen(state, Number(key.name) - 1);
    case 'focus':
      return { state: focus(state, action.by) };
    case 'scroll':
      return { state: scroll(state, action.by, action.times) };
    case 'scroll-to':
      return { state: scrollTo(state, action.end) };
    case 'instrument':
      return { state: instrument(state, action.by) };
    case 'choose-profile':
      return chooseProfile(state);
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
      return { state: state.dialog === null ? { ...state, zoomed: false } : { ...state, dialog: null } };
  }
}

function toScreen(state: TuiState, index: number): Outcome {
  const screen = SCREENS[index] ?? state.screen;
  const next = { ...state, screen, zoomed: false };
  return screen === 'system' && state.link.state === 'up'
    ? { state: next, also: 'ask-profiles' }
    : { state: next };
}

function focus(state: TuiState, by: 1 | -1): TuiState {
  const panels = PANELS_OF[state.screen];
  const index = panels.indexOf(state.focus[state.screen]);
  const next = panels[(index + by + panels.length) % panels.length];
  return next === undefined ? state : { ...state, focus: { ...state.focus, [state.screen]: next } };
}

function scroll(state: TuiState, by: 'row' | 'page', times: 1 | -1): TuiState {
  const at = whereFocused(state);
  if (at === undefined) return state;
  if (at.panel === 'profiles') return moveCursor(state, times * (by === 'page' ? at.room : 1));
  return setTop(state, at, at.top + times * (by === 'page' ? at.room : 1));
}

function scrollTo(state: TuiState, end: 'first' | 'last'): TuiState {
  const at = whereFocused(state);
  if (at === undefined) return state;
  const far = end === 'first' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return at.panel === 'profiles' ? moveCursor(state, far) : setTop(state, at, far);
}

type Where = NonNullable<ReturnType<typeof whereFocused>>;

/** The focused panel as it stands on the screen: its first row, its last possible first row, its rows. */
function whereFocused(state: TuiState) {
  const placed = placedPanels(state).find(({ panel }) => panel === state.focus[state.screen]);
  if (placed === undefined || state.view === null) return undefined;
  const content = contentOf(state, placed, false);
  const room = roomOf(content, placed.height);
  const top = topRow(content, room, state.scroll[placed.panel]);
  const last = Math.max(0, content.body.length - room);
  return { panel: placed.panel, room, top, last, follow: content.follow === true };
}

/** At the end of what follows, the panel follows again. */
function setTop(state: TuiState, { panel, last, follow }: Where, wanted: number): TuiState {
  const top = Math.min(last, Math.max(0, wanted));
  const { [panel]: _, ...others } = state.scroll;
  return { ...state, scroll: follow && top === last ? others : { ...others, [panel]: top } };
}

function moveCursor(state: TuiState, by: number): TuiState {
  if (state.profiles.at !== 'known') return state;
  const last = state.profiles.rows.length - 1;
  return { ...state, profileCursor: Math.max(0, Math.min(last, state.profileCursor + by)) };
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
  if (state.profiles.at !== 'known' || state.view === null) return { state };
  const row = state.profiles.rows[state.profileCursor];
  if (row === undefined) return { state };
  if (row.name === state.view.head.profile) {
    const notice = {
      text: `${row.name} is what runs now`,
      tone: 'warn' as const,
      untilMs: state.nowMs + 3_000,
    };
    return { state: { ...state, notice } };
  }
  const { dialog, request } = openSwitch(state, row.name);
  return { state: { ...state, dialog }, ...(request === undefined ? {} : { request }) };
}

function freeze(state: TuiState): TuiState {
  if (state.frozen !== null) return { ...state, frozen: null };
  if (state.view === null) return state;
  return { ...state, frozen: { atMs: state.nowMs, view: state.view, logs: state.logs } };
}
