import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveBindings } from '../../src/tui/bindings.ts';
import { joined } from '../../src/tui/format/candles.ts';
import { panelOf } from '../../src/tui/panels/index.ts';
import type { PanelId } from '../../src/tui/panels/panel.ts';
import { perform } from '../../src/tui/perform.ts';
import type { TuiState } from '../../src/tui/state.ts';
import { LARGE, liveState } from './fixture-state.ts';
import { fixtureView } from './fixture-view.ts';

function press(keys: string, state: TuiState): TuiState {
  return [...keys].reduce((before, name) => {
    const binding = liveBindings(before).find((one) => one.keys.includes(name));
    return binding === undefined
      ? before
      : perform(binding.action, { name, text: name, alone: true }, before).state;
  }, state);
}

function on(panel: PanelId): TuiState {
  const screen = panel === 'pnl' ? 'overview' : panel === 'drawdown' ? 'risk' : 'market';
  return liveState(LARGE, { screen, focus: { ...liveState(LARGE).focus, [screen]: panel } });
}

function textOf(panel: PanelId, state: TuiState): readonly string[] {
  const input = { view: fixtureView, state, logs: [], ascii: false, width: 60, height: 16 };
  const { body, note = '' } = panelOf(panel).present(input);
  return [note, ...body.map((line) => line.map(({ text }) => text).join(''))];
}

describe('[ and ]', () => {
  it('join bars into candles, and take them apart', () => {
    const first = on('chart');
    const wide = press(']]', first);
    expect(textOf('chart', wide)[0]).toMatch(/, 4 bars a candle$/);
    expect(textOf('chart', press('[[', wide))).toEqual(textOf('chart', first));
    expect(press('[', first).notice?.text).toBe('This is the least of it');
    expect(press(']]]]', first).notice?.text).toBe('There is no more of it');
  });

  it('show less of the book, and of whom its share of bids is', () => {
    const sides = (state: TuiState): number =>
      textOf('book', state).filter((row) => /^(ask|bid) /.test(row)).length;
    expect([on('book'), press('[', on('book')), press('[[[', on('book'))].map(sides)).toEqual([14, 10, 2]);
  });

  it.each(['pnl', 'drawdown'] as const)('show the newest part of the curve of %s', (panel) => {
    const half = textOf(panel, press('[', on(panel)));
    expect(half).not.toEqual(textOf(panel, on(panel)));
    expect(textOf(panel, press('[]', on(panel)))).toEqual(textOf(panel, on(panel)));
  });

  it('say so where a panel has no range', () => {
    expect(press(']', liveState(LARGE)).notice?.text).toBe('This panel has no range');
  });
});

describe('joined bars', () => {
  const bar = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()).map((prices) => {
    const [low = 0, open = 0, close = 0, high = 0] = prices.toSorted((a, b) => a - b);
    return [0, open, high, low, close] as const;
  });

  it('have every extreme, the first open and the last close, and one candle for each full group', () => {
    fc.assert(
      fc.property(
        fc.array(bar, { minLength: 1, maxLength: 120 }),
        fc.constantFrom(1, 2, 4, 8),
        (bars, count) => {
          const candles = joined(bars, count);
          expect(candles).toHaveLength(Math.ceil(bars.length / count));
          expect(Math.max(...candles.map(([, , high]) => high))).toBe(
            Math.max(...bars.map(([, , high]) => high)),
          );
          expect(Math.min(...candles.map(([, , , low]) => low))).toBe(
            Math.min(...bars.map(([, , , low]) => low)),
          );
          expect(candles[0]?.slice(0, 2)).toEqual(bars[0]?.slice(0, 2));
          expect(candles.at(-1)?.[4]).toBe(bars.at(-1)?.[4]);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('the equity curve', () => {
  it('has an arrow where something was filled', () => {
    const [begin = [0], end = [0]] = [fixtureView.equity[0], fixtureView.equity.at(-1)];
    const known = fixtureView.fills.filter(({ timeMs }) => timeMs >= begin[0] && timeMs <= end[0]);
    expect(known.length).toBeGreaterThan(0);
    const arrows = textOf('pnl', on('pnl')).join('').replace(/[^↑↓]/g, '');
    expect(arrows.length).toBeGreaterThan(0);
    expect(arrows.length).toBeLessThanOrEqual(fixtureView.fills.length);
  });
});
