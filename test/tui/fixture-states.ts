import type { BotView } from '../../src/core/view/bot.ts';
import { initialState, type Size, type TuiState } from '../../src/tui/state.ts';
import { liveState } from './fixture-state.ts';
import { fixtureView, NOW } from './fixture-view.ts';

/** What a bot shows of itself in the states that a viewer has to tell apart. */

export const emptyView: BotView = {
  ...fixtureView,
  positions: [],
  orders: [],
  fills: [],
  market: [],
  equity: [],
  strategies: [],
  tasks: [],
  risk: { ...fixtureView.risk, state: 'ok', rules: [] },
};

export const killedView: BotView = {
  ...fixtureView,
  head: { ...fixtureView.head, state: 'halted', reason: 'kill switch' },
  risk: {
    ...fixtureView.risk,
    state: 'halted',
    killSwitch: { active: true, reason: 'bot kill: too fast', sinceMs: NOW - 60_000 },
  },
};

export const downView: BotView = {
  ...fixtureView,
  exchange: { ...fixtureView.exchange, connected: false, reason: 'BOTRC_BYBIT_TIMEOUT: no pong for 20 s' },
};

/** How much later than the newest data a stale screen is. */
export const STALE_STEP_MS = 14_000;

export type MatrixState = 'empty' | 'loading' | 'live' | 'stale' | 'error' | 'disconnected' | 'killed';

/** Each state as a viewer has it in memory, at a clock that stands still. */
export const MATRIX_STATES: Readonly<Record<MatrixState, (size: Size) => TuiState>> = {
  empty: (size) => liveState(size, { view: emptyView, logs: [] }),
  loading: (size) => {
    const state = initialState({ botName: 'demo', nowMs: NOW, size, readOnly: false });
    return { ...state, link: { ...state.link, state: 'starting' } };
  },
  live: (size) => liveState(size),
  stale: (size) => liveState(size, { nowMs: NOW + STALE_STEP_MS }),
  error: (size) => liveState(size, { view: downView }),
  disconnected: (size) => {
    const state = liveState(size);
    return { ...state, link: { ...state.link, state: 'lost', retryMs: NOW + 500 } };
  },
  killed: (size) => liveState(size, { view: killedView }),
};
