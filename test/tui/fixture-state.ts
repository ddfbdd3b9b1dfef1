import { initialState, type Size, type TuiState } from '../../src/tui/state.ts';
import { fixtureLogs, fixtureView, NOW } from './fixture-view.ts';

export const SMALL: Size = { columns: 80, rows: 24 };
export const LARGE: Size = { columns: 120, rows: 40 };

/** A viewer that has just got the fixture's snapshot. */
export function liveState(size: Size, changes: Partial<TuiState> = {}): TuiState {
  const state = initialState({ botName: 'demo', nowMs: NOW, size, readOnly: false });
  return {
    ...state,
    link: { ...state.link, state: 'up' },
    view: fixtureView,
    logs: fixtureLogs,
    receivedMs: NOW,
    ...changes,
  };
}
