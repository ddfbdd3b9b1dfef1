import { describe, expect, it } from 'vitest';
import { liveBindings } from '../../src/tui/bindings.ts';
import { openDetail } from '../../src/tui/dialogs/detail.ts';
import { openExplain } from '../../src/tui/dialogs/explain.ts';
import { frameOf } from '../../src/tui/frame.ts';
import type { Key } from '../../src/tui/input/key.ts';
import { filtered, perform, sortedBy } from '../../src/tui/perform.ts';
import { withRules } from '../../src/tui/rule-history.ts';
import type { TuiState } from '../../src/tui/state.ts';
import { LARGE, liveState, SMALL } from './fixture-state.ts';
import { fixtureView, NOW } from './fixture-view.ts';

function textOf(state: TuiState): string {
  return frameOf(state, false)
    .flatMap(({ lines }) => lines.map((line) => line.map(({ text }) => text).join('')))
    .join('\n');
}

function press(state: TuiState, ...names: readonly string[]): TuiState {
  return names.reduce((now, name) => {
    const key: Key = { name, text: '', alone: true };
    const binding = liveBindings(now).find(({ keys }) => keys.includes(name));
    return binding === undefined ? now : perform(binding.action, key, now).state;
  }, state);
}

describe('the detail of a position', () => {
  const explained = (id: string): string =>
    textOf(liveState(LARGE, { dialog: openExplain(liveState(LARGE), id).dialog }));

  it('tells where it stands between stop and targets, in R', () => {
    const shown = explained('BTCUSDT/ema-cross');
    // Entry 64,250.10, stop 63,800: 450.10 are one R. Mark 65,612.40.
    expect(shown).toContain('LONG 0.035 BTCUSDT');
    expect(shown).toContain('+47.68 +3.03 R');
    expect(shown).toContain('Stop 63,800.00  -2.76% from the mark, -1.00 R  rests at the exchange');
    expect(shown).toContain('Target 1 66,500.00  +1.35% from the mark, +5.00 R');
    expect(shown).toContain('Target 2 67,200.00  +2.42% from the mark, +6.55 R');
  });

  it('counts a short the other way, and warns of a stop that only the bot knows', () => {
    const shown = explained('ETHUSDT/vwap-reversion');
    expect(shown).toContain('-0.27 -0.01 R');
    expect(shown).toContain('-1.00 R  rests in the bot only!');
  });

  it('tells how an open order stands', () => {
    expect(explained('r1-000019')).toContain('Filled 0.3 of 0.8');
  });
});

describe('the detail of a rule', () => {
  const at = (state: TuiState): TuiState => ({ ...state, dialog: openDetail(state, 'rule', 'max-position') });

  it('tells what is used, how often it refused, and its use over time', () => {
    let history: TuiState['ruleHistory'] = {};
    for (let i = 0; i < 60; i++) {
      const rules = [
        { name: 'max-position', state: 'ok' as const, used: String(i * 80), limit: '5000', reason: '' },
      ];
      history = withRules(history, { ...fixtureView.risk, rules }, NOW - (60 - i) * 5_000);
    }
    const shown = textOf(at(liveState(LARGE, { ruleHistory: history })));
    expect(shown).toContain('Used / limit 4,796 / 5,000   Refused 2 times');
    expect(shown).toContain('96% of the notional limit');
    expect(shown).toContain('in the last 5m, at most 94%');
    expect(shown).toMatch(/[\u2801-\u28ff]/u);
    const ascii = frameOf(at(liveState(LARGE, { ruleHistory: history })), true);
    expect(JSON.stringify(ascii.at(-1)?.lines)).toContain('*');
  });

  it('keeps a bounded history at even steps', () => {
    let history: TuiState['ruleHistory'] = {};
    for (let i = 0; i < 5_000; i++) history = withRules(history, fixtureView.risk, NOW + i * 1_000);
    expect(history['max-position']?.length).toBe(360);
    expect(Object.keys(history)).not.toContain('forbid-flip');
    expect(withRules(history, fixtureView.risk, NOW + 5_000_000 - 1_000)).toBe(history);
  });
});

describe('the detail of a strategy', () => {
  it('tells parameters, warm-up, and what was refused and why', () => {
    const state = press(liveState(LARGE, { screen: 'risk' }), 'tab', 'down', 'enter');
    const shown = textOf(state);
    expect(state.dialog).toMatchObject({ kind: 'detail', of: 'strategy', name: 'vwap-reversion' });
    expect(shown).toContain('Warm-up 31 of 96 bars');
    expect(shown).toMatch(/window +96/);
    expect(shown).toContain('13:56:00 ETHUSDT sell signal refused by max-position');
    expect(shown).toContain('5120.00 over 5000.00');
  });

  it('opens on the chosen rule as well', () => {
    const state = press(liveState(LARGE, { screen: 'risk' }), 'enter');
    // The worst stands first.
    expect(state.dialog).toMatchObject({ kind: 'detail', of: 'rule', name: 'max-position' });
  });
});

describe('sorting', () => {
  const instruments = (state: TuiState): readonly string[] =>
    textOf(state)
      .split('\n')
      .flatMap((line) => /^(BTCUSDT|ETHUSDT) .*(long|short)/.exec(line)?.[1] ?? []);

  it('orders by numbers as numbers, both ways, and back', () => {
    const state = liveState(SMALL, { screen: 'positions' });
    expect(instruments(state)).toEqual(['BTCUSDT', 'ETHUSDT']);
    const up = sortedBy(state, 'positions', { column: 'PnL', descending: false });
    expect(instruments(up)).toEqual(['ETHUSDT', 'BTCUSDT']);
    expect(textOf(up)).toContain('by PnL ↑, 2');
    expect(instruments(sortedBy(up, 'positions', { column: 'PnL', descending: true }))).toEqual([
      'BTCUSDT',
      'ETHUSDT',
    ]);
    expect(instruments(sortedBy(up, 'positions', undefined))).toEqual(['BTCUSDT', 'ETHUSDT']);
  });

  it('keeps what Enter explains beside its row, under a filter too', () => {
    const sorted = sortedBy(liveState(SMALL, { screen: 'positions' }), 'positions', {
      column: 'PnL',
      descending: false,
    });
    const first = press(sorted, 'enter');
    expect(first.dialog).toMatchObject({ kind: 'explain', id: 'ETHUSDT/vwap-reversion' });
    const narrowed = press(filtered(sorted, 'positions', 'btc'), 'enter');
    expect(narrowed.dialog).toMatchObject({ kind: 'explain', id: 'BTCUSDT/ema-cross' });
  });

  it('says so where a panel has one order', () => {
    const state = press(liveState(SMALL, { screen: 'logs' }), 's');
    expect(textOf(state)).toContain('The rows of this panel have one order');
  });
});
