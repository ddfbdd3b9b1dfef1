import type { HeldRow } from '../../src/core/view/rows.ts';
import { NOW } from './fixture-view.ts';

const base: HeldRow = {
  id: 's3',
  stage: 'confirm',
  strategy: 'ema-cross',
  instrument: 'BTCUSDT',
  side: 'buy',
  quantity: '0.020',
  entry: '65600.00',
  ladder: [],
  stop: '65100.00',
  targets: ['66500.00', '67200.00'],
  riskR: 1,
  reason: 'EMA 12 crossed above EMA 26',
  sinceMs: NOW - 1_000,
  expiresMs: NOW + 60_000,
  releaseMs: null,
};

/** Two signals that wait for a word, and one that waits for the end of a block. */
export const fixtureHeld: readonly [HeldRow, HeldRow, HeldRow] = [
  base,
  {
    ...base,
    id: 's4',
    instrument: 'ETHUSDT',
    strategy: 'vwap-reversion',
    entry: null,
    ladder: ['3118.00', '3112.00'],
    stop: '3090.00',
    targets: [],
    reason: '2.1 deviations below VWAP',
    expiresMs: NOW + 120_000,
  },
  {
    ...base,
    id: 's5',
    stage: 'queued',
    instrument: 'ETHUSDT',
    strategy: 'vwap-reversion',
    side: 'sell',
    entry: null,
    stop: '3155.00',
    targets: [],
    reason: '2.4 deviations above VWAP',
    expiresMs: NOW + 1_800_000,
    releaseMs: NOW + 870_000,
  },
];
