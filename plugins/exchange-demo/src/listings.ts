import type { Instrument } from '@botrc/sdk';
import { CASH_SCALE, parseBig } from '@botrc/sdk';
import type { Listing } from '@botrc/sim';

const HOUR = 3_600_000;

/** What the three have in common: the rules of linear USDT perpetuals at large venues. */
const PERPETUAL = {
  venue: 'demo',
  kind: 'linear',
  quote: 'USDT',
  settle: 'USDT',
  lot: 1,
  minQuantity: 1,
  minNotional: parseBig('5', CASH_SCALE),
  maxLeverage: 100,
  fundingIntervalMs: 8 * HOUR,
  status: 'trading',
} as const satisfies Partial<Instrument>;

/** Everything the demo market lists. Prices are a decimal finer than the tick, for mark and index. */
export const LISTINGS: Readonly<Record<'BTCUSDT' | 'ETHUSDT' | 'SOLUSDT', Listing>> = {
  BTCUSDT: {
    startPrice: 6_500_000,
    volatility: 0.0008,
    levelValue: 60_000,
    instrument: {
      ...PERPETUAL,
      id: 'BTCUSDT',
      base: 'BTC',
      priceScale: 2,
      quantityScale: 3,
      tick: 10,
      maxQuantity: 1_190_000,
      maxMarketQuantity: 119_000,
    },
  },
  ETHUSDT: {
    startPrice: 3_400_000,
    volatility: 0.001,
    levelValue: 40_000,
    instrument: {
      ...PERPETUAL,
      id: 'ETHUSDT',
      base: 'ETH',
      priceScale: 3,
      quantityScale: 2,
      tick: 10,
      maxQuantity: 724_000,
      maxMarketQuantity: 72_400,
    },
  },
  SOLUSDT: {
    startPrice: 150_000,
    volatility: 0.0012,
    levelValue: 25_000,
    instrument: {
      ...PERPETUAL,
      id: 'SOLUSDT',
      base: 'SOL',
      priceScale: 3,
      quantityScale: 1,
      tick: 10,
      maxQuantity: 797_700,
      maxMarketQuantity: 79_770,
    },
  },
};
