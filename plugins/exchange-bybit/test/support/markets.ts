import type { Instrument } from '@botrc/sdk';
import { readInstrument } from '../../src/instruments.ts';

/** A definition as the venue sends it; numbers as of August 2026. */
export function rawInstrument(symbol: string, tick: string, lot: string): Record<string, unknown> {
  return {
    symbol,
    contractType: 'LinearPerpetual',
    status: 'Trading',
    baseCoin: symbol.replace(/USDT$/, ''),
    quoteCoin: 'USDT',
    settleCoin: 'USDT',
    launchTime: '1584230400000',
    deliveryTime: '0',
    leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
    priceFilter: { minPrice: tick, maxPrice: '1999999.80', tickSize: tick },
    lotSizeFilter: {
      maxOrderQty: '15000',
      minOrderQty: lot,
      qtyStep: lot,
      maxMktOrderQty: '1500',
      minNotionalValue: '5',
    },
    fundingInterval: 480,
  };
}

/** A row of the risk limits as the venue sends it: by default the first of BTCUSDT. */
export function tierRow(symbol: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 1,
    symbol,
    riskLimitValue: '2000000',
    maintenanceMargin: '0.005',
    initialMargin: '0.01',
    isLowestRisk: 1,
    maxLeverage: '100.00',
    mmDeduction: '',
    ...change,
  };
}

export const RAW_BTC: Record<string, unknown> = rawInstrument('BTCUSDT', '0.10', '0.001');
export const RAW_ETH: Record<string, unknown> = rawInstrument('ETHUSDT', '0.01', '0.01');
export const BTC: Instrument = readInstrument(RAW_BTC);
export const ETH: Instrument = readInstrument(RAW_ETH);
export const MARKETS: ReadonlyMap<string, Instrument> = new Map([
  ['BTCUSDT', BTC],
  ['ETHUSDT', ETH],
]);

/** A raw book message in the venue's compact form. */
export function bookText(
  type: 'snapshot' | 'delta',
  update: number,
  bids: readonly (readonly [string, string])[],
  asks: readonly (readonly [string, string])[],
  topic = 'orderbook.50.BTCUSDT',
): string {
  const symbol = topic.slice(topic.lastIndexOf('.') + 1);
  const data = { s: symbol, b: bids, a: asks, u: update, seq: update * 7 };
  return JSON.stringify({ topic, type, ts: 1_786_310_818_130, data, cts: 1_786_310_818_129 });
}

/** A kline message with one item per [openMs, confirm]. */
export function klineText(
  items: readonly (readonly [number, boolean])[],
  change: Record<string, unknown> = {},
  topic = 'kline.1.BTCUSDT',
): string {
  const newest = Math.max(...items.map(([openMs, confirm]) => openMs + (confirm ? 60_000 : 0)));
  const data = items.map(([start, confirm]) => ({
    start,
    end: start + 59_999,
    interval: '1',
    open: '65119.9',
    close: '65114.2',
    high: '65119.9',
    low: '65114.2',
    volume: '3.712',
    turnover: '241712.1394',
    confirm,
    timestamp: newest + 123,
    ...change,
  }));
  return JSON.stringify({ topic, data, ts: newest + 123, type: 'snapshot' });
}
