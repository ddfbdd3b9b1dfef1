import type { CoreConfig } from '../../../src/core/config.ts';
import {
  CASH_SCALE,
  type Instrument,
  type InstrumentId,
  parseBig,
  rateFromFraction,
} from '../../../src/sdk/index.ts';
import type { VenueConfig } from '../../../src/sim/index.ts';
import emaCross from '../../../strategies/ema-cross/index.ts';
import { PRICE_SCALE, VOLUME_SCALE } from './bars.ts';

/** The same account and fee as the reference loop; its averages are 10 and 30 bars long too. */
const OPENING_CASH = parseBig('1000000', CASH_SCALE);
const TAKER_FEE = rateFromFraction(0.000_55);
export const PARAMS = emaCross.options.parse({ fast: 10, slow: 30 });

export const MARKET: Instrument = {
  id: 'SYNTH',
  venue: 'sim',
  kind: 'linear',
  base: 'SYNTH',
  quote: 'USDT',
  settle: 'USDT',
  priceScale: PRICE_SCALE,
  quantityScale: VOLUME_SCALE,
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 1_000_000,
  minNotional: parseBig('5', CASH_SCALE),
  maxLeverage: 100,
  fundingIntervalMs: 0,
  status: 'trading',
};

export const VENUE: VenueConfig = {
  account: 'main',
  cash: { USDT: OPENING_CASH },
  leverage: 10,
  fees: { maker: TAKER_FEE, taker: TAKER_FEE },
  latency: { order: { model: 'fixed', ms: 0 }, cancel: { model: 'fixed', ms: 0 } },
  slippageTicks: 0,
  partialFills: { probability: 0, minFraction: 0 },
  seed: 'bench',
};

/**
 * Every rule of the gate is asked, with limits a profile could have. They need no widening: orders are capped near
 * one unit's value, as the reference trades one unit, so that the fees of a million bars on a random walk are a
 * fraction of the account and entries go on to the last bar.
 */
export const CONFIG: CoreConfig = {
  run: 'bench',
  bot: 'bench',
  profile: 'bench',
  profileFile: 'bench.yml',
  mode: 'backtest',
  account: 'main',
  currency: 'USDT',
  seed: 'bench',
  instruments: [MARKET.id],
  strategies: [
    {
      owner: 'trend',
      plugin: emaCross.name,
      version: emaCross.version,
      codeHash: 'bench',
      params: PARAMS,
      instruments: [MARKET.id],
      subscriptions: emaCross.subscribe(PARAMS, { owner: 'trend', instruments: [MARKET] }),
      warmup: emaCross.warmup(PARAMS),
      riskShare: rateFromFraction(1),
    },
  ],
  sizing: {
    riskPerTrade: rateFromFraction(0.01),
    maxNotional: parseBig('100', CASH_SCALE),
    leverage: 10,
    minFree: parseBig('200', CASH_SCALE),
  },
  risk: {
    dailyLoss: { fraction: rateFromFraction(0.02) },
    maxPosition: parseBig('20000', CASH_SCALE),
    maxPositions: 3,
    maxOpenOrders: 10,
    forbidFlip: true,
    doubleSendMs: 1_000,
    unprotectedMs: 5_000,
  },
  execution: {
    manual: false,
    holdMs: 0,
    antiChurnMs: 0,
    partialFills: 'accept',
    minFillRatio: rateFromFraction(0.5),
    fullRatio: rateFromFraction(0.95),
    breakEven: 'off',
    trailing: 'venue',
  },
  zone: [[0, 0]],
};

/** The reference's own strategy: it sends no stops, so that the guard of naked positions waits longer than the run. */
export const PLAIN_CONFIG: CoreConfig = {
  ...CONFIG,
  strategies: CONFIG.strategies.map((seat) => ({
    ...seat,
    plugin: 'sma-cross',
    params: {},
    subscriptions: [{ stream: 'bar', instrument: MARKET.id, interval: '1m' }],
    warmup: { '1m': 30 },
  })),
  risk: { ...CONFIG.risk, unprotectedMs: 10 * 365 * 86_400_000 },
};

/** The same with one strategy that sees every change of the book of `instrument`. */
export function bookConfig(instrument: InstrumentId): CoreConfig {
  return {
    ...CONFIG,
    instruments: [instrument],
    strategies: CONFIG.strategies.map((seat) => ({
      ...seat,
      instruments: [instrument],
      warmup: {},
      subscriptions: [{ stream: 'book', instrument, depth: 50 }],
    })),
  };
}
