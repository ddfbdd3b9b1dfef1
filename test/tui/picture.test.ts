import { describe, expect, it } from 'vitest';
import { Picture, painted } from '../../src/tui/picture.ts';
import type { Size, TuiState } from '../../src/tui/state.ts';
import { LARGE, liveState, SMALL } from './fixture-state.ts';
import { NOW } from './fixture-view.ts';

const PLAIN = { color: false, ascii: false, plain: true } as const;

describe('the rows that Ink is shown', () => {
  const changed = (picture: Picture, state: TuiState): readonly number[] =>
    picture.change(painted(state, PLAIN), state.size);
  const all = ({ rows }: Size): readonly number[] => Array.from({ length: rows }, (_, y) => y);

  it('are all of the first frame, of a new size, and of one that is asked for whole', () => {
    const picture = new Picture();
    expect(changed(picture, liveState(SMALL))).toEqual(all(SMALL));
    expect(changed(picture, liveState(LARGE))).toEqual(all(LARGE));
    const wider = { ...LARGE, columns: LARGE.columns + 1 };
    expect(changed(picture, liveState(wider))).toEqual(all(wider));
    picture.forget();
    expect(changed(picture, liveState(wider))).toEqual(all(wider));
  });

  it('are none where nothing changed, and else those that did', () => {
    const picture = new Picture();
    changed(picture, liveState(LARGE));
    expect(changed(picture, liveState(LARGE, { nowMs: NOW + 1 }))).toEqual([]);
    const notice = { text: 'done', tone: 'good', untilMs: NOW + 5_000 } as const;
    expect(changed(picture, liveState(LARGE, { notice }))).toEqual([LARGE.rows - 1]);
    expect(changed(picture, liveState(LARGE))).toEqual([LARGE.rows - 1]);
  });
});
