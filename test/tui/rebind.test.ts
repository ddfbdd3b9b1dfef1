import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSettings } from '../../src/runtime/config/settings.ts';
import { keysLabel, liveBindings } from '../../src/tui/bindings.ts';
import { footerLine } from '../../src/tui/footer.ts';
import { KEYMAP } from '../../src/tui/keymap.ts';
import { perform } from '../../src/tui/perform.ts';
import { rebound } from '../../src/tui/rebind.ts';
import { paint, themeFor } from '../../src/tui/theme.ts';
import { LARGE, liveState } from './fixture-state.ts';

const label = (keymap: typeof KEYMAP, name: string): string => {
  const binding = keymap.find((one) => one.name === name);
  return binding === undefined ? '' : keysLabel(binding);
};

describe('other keys', () => {
  it('reach dispatch, footer and help from the one table', () => {
    const keymap = rebound(KEYMAP, { zoom: ['x'], kill: ['ctrl-x'] });
    const state = liveState(LARGE, { keymap });
    const binding = liveBindings(state).find(({ keys }) => keys.includes('x'));
    expect(binding?.action).toEqual({ type: 'zoom' });
    expect(liveBindings(state).some(({ keys }) => keys.includes('z') || keys.includes('ctrl-k'))).toBe(false);
    const footer = footerLine(state, 120)
      .map(({ text }) => text)
      .join('');
    expect(footer).toContain('x zoom');
    expect(footer).toContain('Ctrl-X kill');
  });

  it('change places without a clash', () => {
    const keymap = rebound(KEYMAP, { zoom: ['f'], freeze: ['z'] });
    expect([label(keymap, 'zoom'), label(keymap, 'freeze')]).toEqual(['f', 'z']);
  });

  it('may be others for the screens', () => {
    const keymap = rebound(KEYMAP, { screens: [...'uiydwex'] });
    const state = liveState(LARGE, { keymap });
    const key = { name: 'w', text: 'w', alone: true };
    expect(perform({ type: 'screen' }, key, state).state.screen).toBe('risk');
    expect(label(keymap, 'screens')).toBe('u i y d w e x');
  });

  it.each([
    ['a clash', { zoom: ['f'] }, 'f is for zoom and for freeze'],
    ['a clash with one place', { zoom: ['enter'] }, 'Enter is for switch-profile and for zoom'],
    ['a misspelt name', { zom: ['x'] }, 'no key is named zom'],
    ['an uppercase letter', { zoom: ['X'] }, 'X can be no key'],
    ['a function key', { zoom: ['f5'] }, 'f5 can be no key'],
    ['what tmux takes', { zoom: ['ctrl-b'] }, 'ctrl-b can be no key'],
    ['what is Enter in disguise', { zoom: ['ctrl-m'] }, 'ctrl-m can be no key'],
    ['no key at all', { zoom: [] }, 'zoom has no key left'],
    ['a letter for what works in dialogs', { kill: ['x'] }, 'kill works in dialogs too, where x is typed'],
    ['the way out', { leave: ['x'] }, 'Ctrl-C always leaves'],
    ['too few screens', { screens: ['1'] }, 'screens need 7 keys'],
  ])('are refused for %s', (_, others, message) => {
    expect(() => rebound(KEYMAP, others)).toThrow(
      expect.objectContaining({ code: 'BOTRC_TUI_KEYS', message }),
    );
  });

  it('come from .botrc.yml, with the palette', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'botrc-'));
    writeFileSync(
      join(cwd, '.botrc.yml'),
      'tui:\n  palette: red-up\n  keys:\n    zoom: x\n    freeze: [w, ctrl-w]\n',
    );
    const { tui } = await findSettings({ cwd, env: {} });
    expect(tui).toEqual({ palette: 'red-up', keys: { zoom: ['x'], freeze: ['w', 'ctrl-w'] } });
    rmSync(cwd, { recursive: true });
  });
});

describe('palettes', () => {
  const codes = (env: Record<string, string>, palette?: 'classic' | 'red-up' | 'color-blind') => {
    const theme = themeFor({ LANG: 'C.UTF-8', ...env }, palette === undefined ? {} : { palette });
    return (['up', 'down', 'good', 'bad'] as const).map((tone) =>
      paint([{ text: 'x', tone }], theme)
        .replaceAll('\u001b', '')
        .replace('x[0m', ''),
    );
  };

  it('use the terminal’s own colors by default, however many it has', () => {
    expect(codes({ TERM: 'xterm-256color', COLORTERM: 'truecolor' })).toEqual([
      '[32m',
      '[31m',
      '[32m',
      '[31m',
    ]);
  });

  it('turn gains red, and leave what is wrong red', () => {
    expect(codes({}, 'red-up')).toEqual(['[31m', '[32m', '[32m', '[31m']);
  });

  it('have blue and orange in every depth, and nothing without color', () => {
    expect(codes({ TERM: 'xterm' }, 'color-blind')).toEqual(['[94m', '[33m', '[94m', '[33m']);
    expect(codes({ TERM: 'xterm-256color' }, 'color-blind')[1]).toBe('[38;5;208m');
    expect(codes({ COLORTERM: 'truecolor' }, 'color-blind')[1]).toBe('[38;2;230;159;0m');
    expect(codes({ NO_COLOR: '1' }, 'color-blind')).toEqual(['x', 'x', 'x', 'x']);
  });
});
