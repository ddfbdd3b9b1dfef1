import {
  CASH_SCALE,
  type Instrument,
  leverageTiers,
  parseBig,
  rateFromFraction,
} from '../../src/sdk/index.ts';

/** One of each kind, with Bybit's numbers. Prices have two decimals, so 20,000 is 2_000_000. */

export function cash(text: string): bigint {
  return parseBig(text, CASH_SCALE);
}

/** BTCUSDT with its first three risk limits as Bybit published them: 0.5 % to 2,000,000, then 0.56 %, 0.61 %. */
export const LINEAR: Instrument = {
  id: 'BTCUSDT',
  venue: 'test',
  kind: 'linear',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  priceScale: 2,
  quantityScale: 3,
  tick: 10,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 100_000,
  minNotional: cash('5'),
  maxLeverage: 100,
  fundingIntervalMs: 28_800_000,
  tiers: leverageTiers([
    { maxNotional: cash('2000000'), maxLeverage: 100, maintenanceRate: rateFromFraction(0.005) },
    { maxNotional: cash('2600000'), maxLeverage: 90, maintenanceRate: rateFromFraction(0.0056) },
    { maxNotional: cash('3200000'), maxLeverage: 80, maintenanceRate: rateFromFraction(0.0061) },
  ]),
  status: 'trading',
};

/** BTCUSD: contracts of one dollar, margin and PnL in bitcoin; tiers in bitcoin. */
export const INVERSE: Instrument = {
  ...LINEAR,
  id: 'BTCUSD',
  kind: 'inverse',
  quote: 'USD',
  settle: 'BTC',
  quantityScale: 0,
  maxQuantity: 25_000_000,
  maxMarketQuantity: 5_000_000,
  minNotional: 0n,
  tiers: leverageTiers([
    { maxNotional: cash('150'), maxLeverage: 100, maintenanceRate: rateFromFraction(0.005) },
    { maxNotional: cash('300'), maxLeverage: 50, maintenanceRate: rateFromFraction(0.01) },
  ]),
};

/** BTCUSDT spot: quantities finer than a fee needs to be. */
export const SPOT: Instrument = (() => {
  const { tiers: _none, ...rest } = LINEAR;
  return {
    ...rest,
    id: 'BTC/USDT',
    kind: 'spot',
    quantityScale: 6,
    maxLeverage: 1,
    fundingIntervalMs: 0,
  } as const;
})();
