import type { PanelSlices, PanelView } from '../contracts/panel.ts';
import type { MarketRow, PositionRow, RiskRow } from '../contracts/view.ts';

const NOW = 1_700_000_000_000;

const ACCOUNT: PanelSlices['account'] = {
  ...{ currency: 'USDT', equity: '10034.51', cash: '9987.1', realizedPnl: '12.5', unrealizedPnl: '47.41' },
  ...{ dayPnl: '34.51', fees: '3.2', funding: '0', balances: [], unvalued: [] },
};

const DARK = { last: null, mark: null, bid: null, ask: null, changeFraction: null, updatedMs: null } as const;

function viewOf(over: Partial<PanelSlices>): PanelView {
  return {
    ...{ nowMs: NOW, account: ACCOUNT, positions: [], orders: [], risk: riskOf('ok'), strategies: [] },
    ...{ signals: { held: [], refusals: [] }, market: [], fills: [], equity: [] },
    ...over,
  };
}

function position(instrument: string, side: 'long' | 'short', quantity: string): PositionRow {
  return {
    ...{ instrument, side, quantity, entryPrice: '64000.5', markPrice: '64250.1', leg: 'net' },
    ...{ liquidationPrice: '1.5', unrealizedPnl: '12.34', stop: '63800', stopAt: 'venue' },
    ...{ targets: ['66000'], strategy: 'ema-cross', openedMs: NOW - 60_000 },
  };
}

function market(instrument: string, last: string): MarketRow {
  return {
    ...{ instrument, last, mark: last, bid: last, ask: last, bids: [[last, '1.5']], asks: [[last, '2']] },
    ...{ changeFraction: -0.01, updatedMs: NOW, bars: [[NOW - 60_000, 1, 2, 0.5, 1.5]] },
  };
}

function riskOf(state: RiskRow['state']): RiskRow {
  const active = state === 'halted';
  return {
    state,
    killSwitch: { active, reason: active ? 'drawdown' : null, sinceMs: active ? NOW : null },
    rules: [{ name: 'max-position', state, used: '4796', limit: '5000', reason: 'near its limit' }],
    order: [{ name: 'max-position', requirement: 'R-2', appliesTo: 'entry', on: true }],
  };
}

/** Views of bots of every kind, for a panel to be tried on: nothing at all, a busy day, and what hardly ever is. */
export const panelViews: readonly { readonly title: string; readonly view: PanelView }[] = [
  { title: 'a bot that has just begun', view: viewOf({}) },
  {
    title: 'a busy bot',
    view: viewOf({
      positions: [position('AUSDT', 'long', '0.5'), position('BUSDT', 'short', '12')],
      market: [market('AUSDT', '64250.10'), market('BUSDT', '3120.45')],
      risk: riskOf('warning'),
      equity: Array.from({ length: 240 }, (_, i) => [
        NOW - (240 - i) * 60_000,
        10_000 + Math.sin(i / 9) * 50,
      ]),
    }),
  },
  {
    title: 'a bot at its limits: no mark, no stop, a loss of everything, many instruments',
    view: viewOf({
      account: { ...ACCOUNT, equity: '-0.01', dayPnl: '-10000.01', unrealizedPnl: '-10000.01' },
      positions: Array.from({ length: 60 }, (_, i) => ({
        ...position(`COIN${i}USDT`, i % 2 === 0 ? 'long' : 'short', '1000000000'),
        ...{ markPrice: null, unrealizedPnl: null, stop: null, stopAt: null, liquidationPrice: null },
      })),
      market: Array.from({ length: 60 }, (_, i) => ({ ...market(`COIN${i}USDT`, '1'), ...DARK })),
      risk: riskOf('halted'),
    }),
  },
];
