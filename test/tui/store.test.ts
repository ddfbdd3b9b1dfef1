import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/sdk/testkit/clock.ts';
import { Store } from '../../src/tui/store.ts';
import { liveState, SMALL } from './fixture-state.ts';

describe('the store', () => {
  function begin() {
    const clock = new FakeClock();
    const store = new Store(clock, liveState(SMALL));
    const shown: number[] = [];
    store.subscribe(() => shown.push(store.shown().cursors.profiles ?? 0));
    const set = (profiles: number, urgency: 'now' | 'soon'): void =>
      store.set((state) => ({ ...state, cursors: { profiles } }), urgency);
    return { clock, store, shown, set };
  }

  it('shows data at most four times a second, and always the newest', () => {
    const { clock, shown, set } = begin();
    for (let i = 0; i < 100; i++) {
      set(i, 'soon');
      clock.advance(10);
    }
    expect(shown).toEqual([0, 24, 49, 74, 99]);
  });

  it('shows a key at once, with the data that waited', () => {
    const { clock, store, shown, set } = begin();
    set(1, 'soon');
    set(2, 'soon');
    expect([store.latest.cursors.profiles, store.shown().cursors.profiles]).toEqual([2, 1]);
    set(3, 'now');
    expect(shown).toEqual([1, 3]);
    clock.advance(1000);
    expect(shown).toEqual([1, 3]);
  });

  it('shows data at once after a quiet time, and nothing while nothing changes', () => {
    const { clock, shown, set } = begin();
    set(1, 'soon');
    clock.advance(5000);
    expect(shown).toEqual([1]);
    set(2, 'soon');
    expect(shown).toEqual([1, 2]);
  });

  it('is silent after its end', () => {
    const { clock, store, shown, set } = begin();
    set(1, 'soon');
    set(2, 'soon');
    store.stop();
    clock.advance(1000);
    expect(shown).toEqual([1]);
  });
});
