import { createPerformance } from '../../src/core/metrics/performance.ts';
import type { BotView, LogRow } from '../../src/core/view/bot.ts';
import { viewPerformance } from '../../src/core/view/performance.ts';
import type { TapeRow } from '../../src/core/view/tape.ts';

/** 2026-03-02 14:05:00 UTC: the moment of every fixture. */
export const NOW = 1_772_460_300_000;
const MINUTE = 60_000;

/** A believable wave: no randomness, so that every picture of it is the same. */
function wave(i: number, slow: number, fast: number): number {
  return Math.sin(i / slow) * 0.7 + Math.sin(i / fast) * 0.3;
}

function bars(last: number, step: number): BotView['market'][number]['bars'] {
  return Array.from({ length: 90 }, (_, i) => {
    const open = last * (1 + step * (wave(i - 1, 14, 3) - wave(89, 14, 3)));
    const close = last * (1 + step * (wave(i, 14, 3) - wave(89, 14, 3)));
    const high = Math.max(open, close) * (1 + step * 0.2);
    const low = Math.min(open, close) * (1 - step * 0.2);
    return [NOW - (90 - i) * MINUTE, open, high, low, close] as const;
  });
}

function levels(from: number, tick: number): readonly (readonly [string, string])[] {
  return Array.from(
    { length: 10 },
    (_, i) => [(from + tick * i).toFixed(1), (0.4 + ((i * 7) % 10) / 4).toFixed(3)] as const,
  );
}

export const fixtureView: BotView = {
  nowMs: NOW,
  head: {
    name: 'demo',
    profile: 'demo',
    mode: 'paper',
    state: 'running',
    pid: 4242,
    run: '01KJQZ3F7M',
    startedMs: NOW - 3_723_000,
    uptimeMs: 3_723_000,
    reason: null,
    version: '0.1.0',
  },
  exchange: {
    name: 'demo',
    connected: true,
    lastEventMs: NOW,
    latencyMs: 12,
    reconnects: 1,
    reason: null,
  },
  account: {
    currency: 'USDT',
    equity: '10034.51230000',
    cash: '9987.10230000',
    realizedPnl: '12.50000000',
    unrealizedPnl: '47.41000000',
    dayPnl: '34.51230000',
    fees: '3.20120000',
    funding: '0.00000000',
    balances: [{ currency: 'USDT', total: '9987.10230000', free: '7421.00000000' }],
    unvalued: [],
  },
  positions: [
    {
      instrument: 'BTCUSDT',
      side: 'long',
      quantity: '0.035',
      entryPrice: '64250.10',
      markPrice: '65612.40',
      leg: 'net',
      liquidationPrice: null,
      unrealizedPnl: '47.68050000',
      stop: '63800.00',
      stopAt: 'venue',
      targets: ['66500.00', '67200.00'],
      strategy: 'ema-cross',
      openedMs: NOW - 42 * MINUTE,
    },
    {
      instrument: 'ETHUSDT',
      side: 'short',
      quantity: '0.80',
      entryPrice: '3120.45',
      markPrice: '3120.79',
      leg: 'net',
      liquidationPrice: null,
      unrealizedPnl: '-0.27200000',
      stop: '3155.00',
      stopAt: 'core',
      targets: [],
      strategy: 'vwap-reversion',
      openedMs: NOW - 95_000,
    },
  ],
  orders: [
    {
      id: 'r1-000012',
      instrument: 'BTCUSDT',
      side: 'sell',
      type: 'stop-market',
      role: 'stop',
      price: '63800.00',
      quantity: '0.035',
      filled: '0',
      state: 'working',
      strategy: 'ema-cross',
      createdMs: NOW - 42 * MINUTE,
      reason: null,
    },
    {
      id: 'r1-000013',
      instrument: 'BTCUSDT',
      side: 'sell',
      type: 'limit',
      role: 'target',
      price: '66500.00',
      quantity: '0.018',
      filled: '0',
      state: 'working',
      strategy: 'ema-cross',
      createdMs: NOW - 41 * MINUTE,
      reason: null,
    },
    {
      id: 'r1-000019',
      instrument: 'ETHUSDT',
      side: 'sell',
      type: 'limit',
      role: 'entry',
      price: '3121.10',
      quantity: '0.80',
      filled: '0.30',
      state: 'partial',
      strategy: 'vwap-reversion',
      createdMs: NOW - 8_000,
      reason: null,
    },
  ],
  risk: {
    state: 'warning',
    killSwitch: { active: false, reason: null, sinceMs: null },
    rules: [
      { name: 'daily-loss', state: 'ok', used: '0.00', limit: '200.00', reason: '' },
      {
        name: 'max-position',
        state: 'warning',
        used: '4796.43',
        limit: '5000.00',
        reason: '96% of the notional limit',
      },
      { name: 'max-open-orders', state: 'ok', used: '3', limit: '20', reason: '' },
      { name: 'forbid-flip', state: 'ok', used: '', limit: '', reason: '' },
      { name: 'double-send', state: 'ok', used: '', limit: '', reason: '' },
    ],
    order: [],
  },
  strategies: [
    {
      name: 'ema-cross',
      plugin: 'ema-cross',
      version: '1.0.0',
      instruments: ['BTCUSDT'],
      state: 'running',
      warmup: { have: 50, need: 50 },
      realizedPnl: '14.10000000',
      signals: 9,
      refused: 1,
      reason: null,
      params: { fast: '12', slow: '26', stopAtr: '2.5' },
      asked: [
        {
          timeMs: NOW - 42 * MINUTE,
          instrument: 'BTCUSDT',
          what: 'buy signal',
          rule: null,
          reason: 'EMA 12 crossed above EMA 26',
        },
      ],
    },
    {
      name: 'vwap-reversion',
      plugin: 'vwap-reversion',
      version: '1.0.0',
      instruments: ['ETHUSDT'],
      state: 'warming',
      warmup: { have: 31, need: 96 },
      realizedPnl: '-1.60000000',
      signals: 2,
      refused: 2,
      reason: 'max-position: 5120.00 over 5000.00',
      params: { window: '96' },
      asked: [
        {
          timeMs: NOW - 9 * MINUTE,
          instrument: 'ETHUSDT',
          what: 'sell signal',
          rule: 'max-position',
          reason: '5120.00 over 5000.00',
        },
      ],
    },
  ],
  signals: {
    held: [],
    refusals: [
      { rule: 'max-position', count: 2 },
      { rule: 'double-send', count: 1 },
    ],
  },
  counters: {
    events: 48_213,
    bars: 124,
    signals: 11,
    signalsRejected: 3,
    ordersSubmitted: 19,
    fills: 7,
    rejects: 0,
    reconnects: 1,
    gaps: 0,
  },
  market: [
    {
      instrument: 'BTCUSDT',
      last: '65612.50',
      mark: '65612.40',
      bid: '65612.4',
      ask: '65612.5',
      bids: levels(65612.4, -0.1),
      asks: levels(65612.5, 0.1),
      changeFraction: 0.0123,
      updatedMs: NOW,
      bars: bars(65612.5, 0.01),
    },
    {
      instrument: 'ETHUSDT',
      last: '3120.80',
      mark: '3120.79',
      bid: '3120.7',
      ask: '3120.8',
      bids: levels(3120.7, -0.1),
      asks: levels(3120.8, 0.1),
      changeFraction: -0.0041,
      updatedMs: NOW - 400,
      bars: bars(3120.8, 0.008),
    },
  ],
  fills: [
    {
      timeMs: NOW - 42 * MINUTE,
      instrument: 'BTCUSDT',
      side: 'buy',
      price: '64250.10',
      quantity: '0.035',
      fee: '1.23681443',
      role: 'entry',
      strategy: 'ema-cross',
      orderId: 'r1-000011',
      realizedPnl: null,
    },
    {
      timeMs: NOW - 9 * MINUTE,
      instrument: 'ETHUSDT',
      side: 'buy',
      price: '3118.20',
      quantity: '0.50',
      fee: '0.85750500',
      role: 'target',
      strategy: 'vwap-reversion',
      orderId: 'r1-000017',
      realizedPnl: '4.12000000',
    },
  ],
  equity: Array.from({ length: 240 }, (_, i) => [
    NOW - (240 - i) * 15_000,
    10_000 + 20 * (wave(i, 30, 5) - wave(239, 30, 5)) + (i * 34.5) / 240,
  ]),
  performance: {
    ...viewPerformance(createPerformance(), { at: NOW, equity: 0n }),
    days: Array.from({ length: 12 }, (_, i) => ({
      startMs: 1_772_409_600_000 - (11 - i) * 86_400_000,
      equityPnl: (34.51 + 80 * (wave(i, 2, 1) - wave(11, 2, 1))).toFixed(2),
      pnl: '12.50',
      fees: '3.20',
      funding: '0.00',
      trades: i % 5,
      wins: Math.min(i % 3, i % 5),
    })),
  },
  tasks: [
    { name: 'exchange', state: 'running', restarts: 1, reason: null },
    { name: 'host', state: 'running', restarts: 0, reason: null },
    { name: 'notifier-telegram', state: 'backing-off', restarts: 3, reason: 'BOTRC_TELEGRAM_HTTP: 502' },
  ],
};

export const fixtureLogs: readonly LogRow[] = Array.from({ length: 60 }, (_, i) => {
  const timeMs = NOW - (60 - i) * 7_000;
  if (i % 17 === 16) return { timeMs, level: 'error', source: 'notifier', text: 'telegram: 502 Bad Gateway' };
  if (i % 9 === 8) {
    return {
      timeMs,
      level: 'warn',
      source: 'risk',
      text: 'max-position at 96% of its limit (4796.43 of 5000.00)',
    };
  }
  return {
    timeMs,
    level: 'info',
    source: 'ema-cross',
    text: `bar BTCUSDT 1m closed ${(65_600 + i).toFixed(2)}`,
  };
});

/** Where a replay of it stands. */
export const fixtureTape: TapeRow = {
  atMs: NOW,
  seq: 4711,
  lastSeq: 8385,
  speed: 10,
  state: 'playing',
  difference: null,
};
