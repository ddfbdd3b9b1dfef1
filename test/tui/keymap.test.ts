import { describe, expect, it } from 'vitest';
import { availableBindings, keysLabel, liveBindings } from '../../src/tui/bindings.ts';
import { type Action, EVERYWHERE, KEYMAP, SCOPES } from '../../src/tui/keymap.ts';
import { perform } from '../../src/tui/perform.ts';
import { SCREENS, type ScreenId } from '../../src/tui/screens.ts';
import { fixtureHeld } from './fixture-held.ts';
import { LARGE, liveState } from './fixture-state.ts';
import { fixtureTape, fixtureView } from './fixture-view.ts';

/** Where an action has something to act on. */
const SCREEN_OF: Readonly<Partial<Record<Action['type'], ScreenId>>> = {
  instrument: 'market',
  scroll: 'logs',
  'scroll-to': 'logs',
  waiting: 'orders',
  detail: 'risk',
};

describe('the keymap', () => {
  it('binds no key twice where both could be alive', () => {
    const everywhere = KEYMAP.filter(({ scope }) => EVERYWHERE.has(scope)).flatMap(({ keys }) => keys);
    for (const { scope } of SCOPES) {
      const own = EVERYWHERE.has(scope)
        ? []
        : KEYMAP.filter((b) => b.scope === scope).flatMap(({ keys }) => keys);
      const keys = [...everywhere, ...own];
      expect(keys.length, scope).toBe(new Set(keys).size);
    }
  });

  it('uses no key that terminals, multiplexers or shells take, and no uppercase', () => {
    for (const key of KEYMAP.flatMap(({ keys }) => keys)) {
      expect(key).not.toMatch(/^[A-Z]$|^f\d|^ctrl-[absqz]$/);
    }
  });

  it('has no dead key: each changes something or does something', () => {
    const state = liveState(LARGE, {
      view: { ...fixtureView, signals: { ...fixtureView.signals, held: fixtureHeld }, tape: fixtureTape },
      zoomed: true,
      profiles: {
        at: 'known',
        rows: ['demo', 'other'].map((name) => ({ name, description: '', source: '' })),
      },
      cursors: { profiles: 1 },
    });
    for (const binding of KEYMAP) {
      const { action, keys } = binding;
      const before = {
        ...state,
        screen: SCREEN_OF[action.type] ?? 'overview',
        focus: { ...state.focus, orders: 'signals' },
        scroll: { logs: 5 },
      } as const;
      const after = perform(action, { name: keys[1] ?? keys[0] ?? '', text: '', alone: true }, before);
      const does = after.also !== undefined || after.request !== undefined;
      const isSame = JSON.stringify(after.state) === JSON.stringify(before) && !does;
      expect(isSame, keysLabel(binding)).toBe(false);
    }
  });

  it('hides what changes the bot from those who cannot', () => {
    const acting = (state: Parameters<typeof availableBindings>[0]) =>
      availableBindings(state)
        .filter(({ acts }) => acts)
        .map(({ action }) => action.type);
    const live = liveState(LARGE);
    expect(acting(live)).toEqual(['choose-profile', 'decide', 'entries', 'kill']);
    expect(acting({ ...live, readOnly: true })).toEqual([]);
    expect(acting({ ...live, link: { ...live.link, mismatch: '9.9.9' } })).toEqual([]);
    // Lost: the kill dialog says what to do instead.
    expect(acting({ ...live, link: { ...live.link, state: 'lost' } })).toEqual(['kill']);
  });

  it('reaches every screen by its number', () => {
    SCREENS.forEach((screen, i) => {
      const key = { name: String(i + 1), text: String(i + 1), alone: true };
      expect(perform({ type: 'screen' }, key, liveState(LARGE)).state.screen).toBe(screen);
    });
  });

  it('leaves only a few keys alive under a dialog', () => {
    const state = liveState(LARGE, { dialog: { kind: 'help', openedMs: 0, top: 0 } });
    expect(liveBindings(state).flatMap(({ keys }) => keys)).toEqual(['ctrl-k', 'esc', 'ctrl-c']);
  });
});

describe('scrolling', () => {
  const press = (name: string, state = liveState(LARGE, { screen: 'logs' })) => {
    const binding = liveBindings(state).find(({ keys }) => keys.includes(name));
    return binding === undefined
      ? state
      : perform(binding.action, { name, text: '', alone: true }, state).state;
  };

  it('lets logs follow until it goes up, and again from the end', () => {
    const up = press('k');
    expect(up.scroll.logs).toBe(23);
    expect(press('pageup', up).scroll.logs).toBe(0);
    expect(press('j', up).scroll).toEqual({});
    expect(press('end', press('g', up)).scroll).toEqual({});
    expect(press('g', up).scroll.logs).toBe(0);
  });

  it('stops at both ends', () => {
    expect(press('k', press('g')).scroll.logs).toBe(0);
    expect(press('j').scroll).toEqual({});
  });
});
