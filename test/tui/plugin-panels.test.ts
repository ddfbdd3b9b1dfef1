import { describe, expect, it } from 'vitest';
import type { PanelBlock } from '../../src/sdk/index.ts';
import { liveBindings } from '../../src/tui/bindings.ts';
import { lineWidth } from '../../src/tui/format/line.ts';
import { placedPanels } from '../../src/tui/frame.ts';
import { paletteEntries } from '../../src/tui/palette-entries.ts';
import { panelOf } from '../../src/tui/panels/index.ts';
import { perform } from '../../src/tui/perform.ts';
import { focusOf, type Size, type TuiState } from '../../src/tui/state.ts';
import { fixturePanels } from './fixture-panels.ts';
import { LARGE, liveState, SMALL } from './fixture-state.ts';
import { fixtureView } from './fixture-view.ts';

const HUGE: Size = { columns: 200, rows: 60 };
const withPanels = (size: Size, changes: Partial<TuiState> = {}): TuiState =>
  liveState(size, { view: { ...fixtureView, panels: fixturePanels }, ...changes });

function press(name: string, state: TuiState): TuiState {
  const binding = liveBindings(state).find(({ keys }) => keys.includes(name));
  return binding === undefined
    ? state
    : perform(binding.action, { name, text: name, alone: true }, state).state;
}

const shown = (state: TuiState): readonly string[] => placedPanels(state).map(({ panel }) => panel);

/** The rows of one block. */
function drawn(block: PanelBlock, width: number): readonly string[] {
  const [first] = fixturePanels;
  const panels = [{ ...(first as NonNullable<typeof first>), blocks: [block] }];
  const state = withPanels(LARGE, { view: { ...fixtureView, panels } });
  const input = { view: { ...fixtureView, panels }, state, logs: [], ascii: false, width, height: 10 };
  const { body } = panelOf('plugin/exposure').present(input);
  for (const line of body) expect(lineWidth(line)).toBeLessThanOrEqual(width);
  return body.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}

describe('panels of plugins', () => {
  it('have a screen of their own, where the profile names some', () => {
    expect(press('8', liveState(LARGE)).screen).toBe('overview');
    const state = press('8', withPanels(LARGE));
    expect(state.screen).toBe('panels');
    expect(shown(state)).toEqual(['plugin/exposure', 'plugin/hours', 'plugin/broken']);
    expect(shown(press('8', withPanels({ columns: 80, rows: 14 })))).toEqual(['plugin/exposure']);
  });

  it('are gone through by Tab, zoomed and scrolled as others', () => {
    const second = press('tab', press('8', withPanels(SMALL)));
    expect(focusOf(second)).toBe('plugin/hours');
    expect(shown(press('z', second))).toEqual(['plugin/hours']);
    expect(focusOf(press('tab', press('tab', second)))).toBe('plugin/exposure');
  });

  it('are found in the palette by their titles', () => {
    const entry = paletteEntries(withPanels(LARGE)).find(({ text }) => text === 'panel Best hours');
    const key = { name: 'enter', text: '', alone: true };
    const state = perform(entry?.action ?? { type: 'help' }, key, withPanels(LARGE)).state;
    expect([state.screen, focusOf(state)]).toEqual(['panels', 'plugin/hours']);
    expect(paletteEntries(liveState(LARGE)).filter(({ text }) => text.startsWith('panel '))).toEqual([]);
  });

  it('have one on the Overview where there is room', () => {
    expect(shown(withPanels(HUGE))).toContain('plugin/exposure');
    expect(shown(withPanels(LARGE))).toContain('plugin/exposure');
    expect(shown(withPanels(SMALL))).not.toContain('plugin/exposure');
    expect(shown(liveState(LARGE)).filter((panel) => panel.startsWith('plugin'))).toEqual([]);
  });

  it('leave the keys somewhere when a switch takes them away', () => {
    const focus = { ...liveState(LARGE).focus, overview: 'plugin/hours', panels: 'plugin/hours' } as const;
    expect(focusOf(liveState(LARGE, { focus }))).toBe('positions');
    expect(focusOf(liveState(LARGE, { focus, screen: 'panels' }))).toBe('panels');
    expect(focusOf(withPanels(LARGE, { focus, screen: 'panels' }))).toBe('plugin/hours');
  });

  it('are bars that fill the room', () => {
    const bars = [
      { label: 'A', fraction: 0.5, value: '50%' },
      { label: 'longer', fraction: 7, value: '700%' },
      { label: 'B', fraction: -1, value: '-' },
    ];
    expect(drawn({ type: 'bars', bars }, 20)).toEqual([
      'A      ████░░░░  50%',
      'longer ████████ 700%',
      'B      ░░░░░░░░    -',
    ]);
    expect(drawn({ type: 'bars', bars }, 9)).toHaveLength(3);
  });

  it('are tables that lose their last columns first', () => {
    const block = fixturePanels[1]?.blocks[1] as PanelBlock;
    expect(drawn(block, 60)[1]).toBe('14:00      12  +34.10  New York opens');
    expect(drawn(block, 24)).toEqual([
      'Hour   Trades     PnL',
      '14:00      12  +34.10',
      '03:00       2   -9.00',
    ]);
  });

  it('are paragraphs that are wrapped', () => {
    expect(drawn({ type: 'text', text: 'one two three four' }, 9)).toEqual(['one two', 'three', 'four']);
  });
});
