import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BotView } from '../../src/core/view/bot.ts';
import { liveBindings } from '../../src/tui/bindings.ts';
import { inQuarters, joined } from '../../src/tui/format/candles.ts';
import { steadyScale } from '../../src/tui/format/scale.ts';
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

function textOf(panel: PanelId, state: TuiState, view: BotView = fixtureView): readonly string[] {
  const input = { view, state, logs: [], ascii: false, width: 60, height: 16 };
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
  const MINUTE = 60_000;
  const prices = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());
  const history = fc
    .tuple(fc.nat(100_000), fc.array(prices, { minLength: 2, maxLength: 120 }))
    .map(([first, all]) =>
      all.map((each, i) => {
        const [low = 0, open = 0, close = 0, high = 0] = each.toSorted((a, b) => a - b);
        return [(first + i) * MINUTE, open, high, low, close] as const;
      }),
    );
  const held = (check: (bars: Parameters<typeof joined>[0], count: number) => void): void =>
    fc.assert(fc.property(history, fc.constantFrom(1, 2, 4, 8), check), { seed: 7, numRuns: 200 });

  it('have every extreme, the first open and the last close, and begin where the clock says', () => {
    held((bars, count) => {
      const candles = joined(bars, count);
      expect(candles.length).toBeGreaterThanOrEqual(Math.ceil(bars.length / count));
      expect(candles.length).toBeLessThanOrEqual(Math.ceil(bars.length / count) + 1);
      expect(Math.max(...candles.map(([, , high]) => high))).toBe(
        Math.max(...bars.map(([, , high]) => high)),
      );
      expect(Math.min(...candles.map(([, , , low]) => low))).toBe(
        Math.min(...bars.map(([, , , low]) => low)),
      );
      expect(candles[0]?.slice(0, 2)).toEqual(bars[0]?.slice(0, 2));
      expect(candles.at(-1)?.[4]).toBe(bars.at(-1)?.[4]);
      for (const [openMs] of candles.slice(1)) expect(openMs % (count * MINUTE)).toBe(0);
    });
  });

  it('change at their end alone when a bar comes', () => {
    held((bars, count) => {
      const before = joined(bars.slice(0, -1), count);
      const after = joined(bars, count);
      if (bars.length > 2) expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    });
  });

  it('fill three quarters of the columns at least, and go on by a quarter at once', () => {
    const columns = 16;
    const bars = Array.from({ length: 200 }, (_, i) => [i * MINUTE, 1, 2, 0, 1] as const);
    const begins = new Set<number>();
    for (let end = 30; end <= bars.length; end++) {
      const shown = inQuarters(bars.slice(Math.max(0, end - 120), end), columns);
      expect(shown.length).toBeLessThanOrEqual(columns);
      expect(shown.length).toBeGreaterThan(columns - columns / 4);
      expect(shown.at(-1)?.[0]).toBe((end - 1) * MINUTE);
      begins.add(shown[0]?.[0] ?? 0);
    }
    expect([...begins].every((openMs) => openMs % (4 * MINUTE) === 0)).toBe(true);
  });
});

describe('the scale of a curve', () => {
  it('stays while values come in within it', () => {
    const scales = new Set<string>();
    for (let count = 130; count <= 144; count++) {
      scales.add(JSON.stringify(steadyScale(9_990 + (count % 3) / 10, 10_042, count)));
    }
    expect([...scales]).toEqual(['{"low":9990,"high":10045,"count":160}']);
  });

  it('holds all values, and wastes little', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9 }),
        fc.double({ min: 1e-6, max: 1e9 }),
        fc.integer({ min: 8, max: 1e6 }),
        (low, span, count) => {
          const high = low + span;
          fc.pre(high > low);
          const scale = steadyScale(low, high, count);
          expect(scale.low <= low + span * 1e-6 && scale.high >= high - span * 1e-6).toBe(true);
          expect(scale.high - scale.low).toBeLessThanOrEqual((high - low) * 1.33);
          expect(scale.count >= count && scale.count < count * 1.26).toBe(true);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});

/** Cells of a panel that differ between two views. */
function changed(panel: PanelId, before: BotView, after: BotView): number {
  const [one, other] = [before, after].map((view) =>
    textOf(panel, on(panel), view)
      .slice(1)
      .map((row) => row.padEnd(60)),
  );
  return (one ?? []).reduce((sum, row, y) => {
    return sum + [...row].filter((char, x) => char !== other?.[y]?.[x]).length;
  }, 0);
}

describe('a chart that goes on', () => {
  const wave = (i: number): number => 10_000 + Math.sin(i / 7) * 40 + i / 5;
  const curve = (count: number): BotView => ({
    ...fixtureView,
    fills: [],
    equity: Array.from({ length: count }, (_, i) => [i * 1_000, wave(i)]),
  });
  const chart = (count: number): BotView => ({
    ...fixtureView,
    ...{ positions: [], fills: [] },
    market: fixtureView.market.map((row) => ({
      ...row,
      bars: Array.from({ length: count }, (_, i) => {
        const [open, close] = [wave(i), wave(i + 1)];
        return [i * 60_000, open, Math.max(open, close) + 2, Math.min(open, close) - 2, close] as const;
      }).slice(-120),
    })),
  });
  const meanOf = (panel: PanelId, viewAt: (count: number) => BotView): number => {
    const steps = Array.from({ length: 100 }, (_, i) => changed(panel, viewAt(130 + i), viewAt(131 + i)));
    return steps.reduce((sum, one) => sum + one, 0) / steps.length;
  };

  it.each([
    ['pnl', curve],
    ['drawdown', curve],
    ['chart', chart],
  ] as const)(
    'changes few cells of %s for each point, as every one is a byte on a slow link',
    (panel, viewAt) => {
      expect(meanOf(panel, viewAt)).toBeLessThan(40);
    },
  );
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
