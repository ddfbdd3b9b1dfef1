import { renderToString } from 'ink';
import type { ReactElement } from 'react';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { BotView } from '../../src/core/view/bot.ts';
import type { TapeRow } from '../../src/core/view/tape.ts';
import { Frame } from '../../src/tui/app.tsx';
import { openEntries } from '../../src/tui/dialogs/entries.ts';
import { openHelp } from '../../src/tui/dialogs/help.ts';
import { openJump } from '../../src/tui/dialogs/jump.ts';
import { openKill } from '../../src/tui/dialogs/kill.ts';
import { lineWidth } from '../../src/tui/format/line.ts';
import { frameOf } from '../../src/tui/frame.ts';
import { panelOf } from '../../src/tui/panels/index.ts';
import { plainSnapshot } from '../../src/tui/plain.ts';
import { SCREENS } from '../../src/tui/screens.ts';
import { initialState, type Size, type TuiState } from '../../src/tui/state.ts';
import type { Theme } from '../../src/tui/theme.ts';
import { fixturePanels } from './fixture-panels.ts';
import { LARGE, liveState, SMALL } from './fixture-state.ts';
import { downView, emptyView, killedView } from './fixture-states.ts';
import { fixtureTape, fixtureView, NOW } from './fixture-view.ts';

const PLAIN: Theme = { color: false, ascii: false, plain: true };

function frame(state: TuiState, theme: Theme = PLAIN): string {
  const app: ReactElement = <Frame state={state} theme={theme} />;
  return renderToString(app, { columns: state.size.columns });
}

const named = ({ columns, rows }: Size): string => `${columns}x${rows}`;

/** Golden frames lie in frames/; `npx vitest run test/tui -u` writes them anew. */
async function expectGolden(name: string, state: TuiState, theme?: Theme): Promise<string> {
  const shown = frame(state, theme);
  await expect(`${shown}\n`).toMatchFileSnapshot(`frames/${name}.txt`);
  return shown;
}

const link = (
  state: TuiState['link']['state'],
  changes: Partial<TuiState['link']> = {},
): TuiState['link'] => ({
  state,
  sinceMs: NOW - 12_000,
  error: null,
  retryMs: null,
  mismatch: null,
  ...changes,
});

const unreachable = {
  code: 'BOTRC_CONTROL_UNREACHABLE',
  message: 'no running bot answers there',
  where: '/home/me/.local/state/botrc/demo/control.sock',
  mend: 'Use `bot status` to see which bots run, or start one with `bot start`.',
} as const;

function replaying(size: Size, tape: Partial<TapeRow>): TuiState {
  const head = { ...fixtureView.head, mode: 'replay' };
  return liveState(size, {
    readOnly: true,
    view: { ...fixtureView, head, tape: { ...fixtureTape, ...tape } },
  });
}

const STATES: Readonly<Record<string, (size: Size) => TuiState>> = {
  loading: (size) => initialState({ botName: 'demo', nowMs: NOW, size, readOnly: false }),
  unreachable: (size) => ({
    ...initialState({ botName: 'demo', nowMs: NOW, size, readOnly: false }),
    link: link('connecting', { error: unreachable, retryMs: NOW + 2_000 }),
  }),
  empty: (size) => liveState(size, { view: emptyView, logs: [] }),
  stale: (size) => liveState(size, { receivedMs: NOW - 14_000 }),
  lost: (size) =>
    liveState(size, {
      receivedMs: NOW - 12_000,
      link: link('lost', { error: unreachable, retryMs: NOW + 2_500 }),
    }),
  stopped: (size) => liveState(size, { link: link('stopped') }),
  killed: (size) => liveState(size, { view: killedView }),
  'exchange-down': (size) => liveState(size, { view: downView }),
  mismatch: (size) => liveState(size, { link: link('up', { mismatch: '0.9.0' }) }),
  live: (size) => liveState(size, { view: { ...fixtureView, head: { ...fixtureView.head, mode: 'live' } } }),
  'kill-dialog': (size) => liveState(size, { dialog: openKill(liveState(size)) }),
  'pause-dialog': (size) => liveState(size, { dialog: openEntries(liveState(size)) }),
  'halt-dialog': (size) =>
    liveState(size, { view: killedView, dialog: openEntries(liveState(size, { view: killedView })) }),
  help: (size) => liveState(size, { dialog: openHelp(liveState(size)) }),
  replay: (size) => replaying(size, {}),
  'replay-paused': (size) => replaying(size, { state: 'paused', difference: 4700 }),
  'jump-dialog': (size) => {
    const state = replaying(size, { state: 'ended', seq: 8385 });
    return { ...state, dialog: openJump(state) };
  },
  zoomed: (size) => liveState(size, { zoomed: true, focus: { ...liveState(size).focus, overview: 'pnl' } }),
  frozen: (size) => liveState(size, { frozen: { atMs: NOW - 12_000, view: fixtureView, logs: [] } }),
};

function withPanels(size: Size): readonly TuiState[] {
  const view = { ...fixtureView, panels: fixturePanels };
  return (['panels', 'overview'] as const).map((screen) => liveState(size, { screen, view }));
}

describe('a bot that has stopped', () => {
  it('says when its last data came, and changes no cell from then on', () => {
    const at = (ms: number): string =>
      frame(liveState(LARGE, { link: link('stopped'), receivedMs: NOW, nowMs: NOW + ms }));
    expect(at(2_000)).toContain('data 14:05:00  stopped');
    expect(at(3_600_000)).toBe(at(2_000));
  });
});

describe('screens', () => {
  const cases = SCREENS.flatMap((screen) => [SMALL, LARGE].map((size) => ({ screen, size })));
  it.each(cases)('$screen at $size.columns columns', async ({ screen, size }) => {
    const profiles = {
      at: 'known' as const,
      rows: [{ name: 'demo', description: 'EMA cross', source: 'demo.yml' }],
    };
    await expectGolden(`${screen}-${named(size)}`, liveState(size, { screen, profiles }));
  });

  it.each([SMALL, LARGE])('panels of plugins at $columns columns', async (size) => {
    for (const state of withPanels(size)) await expectGolden(`plugins-${state.screen}-${named(size)}`, state);
  });

  it.each([
    { columns: 200, rows: 60 },
    { columns: 40, rows: 12 },
    { columns: 30, rows: 5 },
  ])('overview at $columns columns', async (size) => {
    await expectGolden(`overview-${named(size)}`, liveState(size));
  });

  it.each([SMALL, LARGE])(
    'keeps the numbers of all rules beside one long text at $columns columns',
    (size) => {
      const long = {
        name: 'expectancy',
        state: 'ok',
        used: '3 of 30 trades',
        limit: '-0.10 R after 30',
        reason: '',
      };
      const rules = [...fixtureView.risk.rules, long as (typeof fixtureView.risk.rules)[number]];
      const state = { ...liveState(size), view: { ...fixtureView, risk: { ...fixtureView.risk, rules } } };
      const text = frameOf(state, false)
        .flatMap(({ lines }) => lines.map((line) => line.map((segment) => segment.text).join('')))
        .join('\n');
      expect(text).toContain('Used / limit');
    },
  );

  it.each([SMALL, LARGE])('shows positions, PnL, risk and logs together at $columns columns', (size) => {
    for (const focus of ['positions', 'orders', 'pnl', 'risk', 'strategies', 'logs'] as const) {
      const shown = frame(liveState(size, { focus: { ...liveState(size).focus, overview: focus } }));
      for (const part of [
        'BTCUSDT     long',
        '+47.68',
        'Equity 10,034.51',
        'max-position',
        '65659.00',
        'PAPER',
      ]) {
        expect(shown, `${part} with the focus on ${focus}`).toContain(part);
      }
    }
  });

  it('draws in ASCII alone where it has to', async () => {
    const shown = await expectGolden('overview-ascii-80x24', liveState(SMALL), { ...PLAIN, ascii: true });
    expect(shown).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('says everything without color', () => {
    const colors = /\[[0-9;]*3[0-9][0-9;]*m/;
    expect(frame(liveState(SMALL), { color: true, ascii: false })).toMatch(colors);
    expect(frame(liveState(SMALL), { color: false, ascii: false })).not.toMatch(colors);
  });
});

describe('states', () => {
  it.each(Object.keys(STATES))('%s', async (name) => {
    const state = STATES[name]?.(SMALL);
    if (state !== undefined) await expectGolden(`state-${name}-80x24`, state);
  });

  it('never shows the state of a lost bot as known', () => {
    const shown = frame(STATES.lost?.(SMALL) ?? liveState(SMALL));
    expect(shown).toContain('TUI lost core; bot state UNKNOWN');
    expect(shown).not.toContain('RUNNING');
  });

  it('has a next step in every empty panel', () => {
    for (const panel of ['positions', 'orders', 'fills', 'strategies'] as const) {
      const state = liveState(SMALL, { view: emptyView });
      const { body } = panelOf(panel).present({
        view: emptyView,
        logs: [],
        state,
        ascii: false,
        width: 80,
        height: 8,
      });
      expect(
        body
          .flat()
          .map(({ text }) => text)
          .join(''),
      ).toMatch(/press \d$/);
    }
  });

  it('keeps the other panels when one breaks', () => {
    // A bot of another version may send something else than rows.
    const odd = { ...fixtureView, risk: { ...fixtureView.risk, rules: undefined } } as unknown as BotView;
    const shown = frame(liveState(SMALL, { view: odd }));
    expect(shown).toContain('This panel is broken');
    expect(shown).toContain('BTCUSDT     long');
  });
});

describe('any size', () => {
  const sizes = [1, 2, 9, 20, 39, 40, 72, 80, 110, 160, 200].flatMap((columns) =>
    [1, 2, 5, 6, 8, 12, 14, 18, 28, 60].map((rows) => ({ columns, rows })),
  );
  const statesAt = (size: Size): readonly TuiState[] => [
    ...Object.values(STATES).map((make) => make(size)),
    ...SCREENS.map((screen) => liveState(size, { screen })),
    ...withPanels(size),
  ];

  it('has no line wider than its place, in every state and on every screen', () => {
    for (const state of sizes.flatMap(statesAt)) {
      for (const block of frameOf(state, false)) {
        expect(block.x + block.width).toBeLessThanOrEqual(state.size.columns);
        for (const line of block.lines) expect(lineWidth(line), block.id).toBeLessThanOrEqual(block.width);
      }
    }
  });

  it('is filled and never overflowed', () => {
    // One size after another, each state at some of them.
    sizes.forEach((size, i) => {
      const states = statesAt(size);
      const lines = frame(states[i % states.length] ?? liveState(size)).split('\n');
      expect(lines.length, named(size)).toBe(size.rows);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(size.columns);
    });
  });

  it('always shows what is typed into the kill dialog, and the word for live', () => {
    for (const size of sizes.filter(({ columns, rows }) => columns >= 20 && rows >= 5)) {
      const state = liveState(size);
      const typed = frame({ ...state, dialog: { ...openKill(state), typed: 'CANC' } });
      expect(typed, named(size)).toContain('> CANC_');
      expect(frame(STATES.live?.(size) ?? state), named(size)).toContain('LIVE');
    }
  });
});

describe('the plain snapshot', () => {
  it('has no control sequence and all that matters', async () => {
    const shown = plainSnapshot(liveState({ columns: 100, rows: 24 }), false);
    await expect(shown).toMatchFileSnapshot('frames/plain-100.txt');
    expect(shown).not.toContain('\u001b');
  });
});
