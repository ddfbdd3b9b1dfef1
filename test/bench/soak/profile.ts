import { join } from 'node:path';

const BUSY = join(import.meta.dirname, '../../fixtures/venue/busy-strategy.ts');

/** Three strategies, one of which trades at random and cancels; their limits, and their losses, are out of the way. */
export function soakProfile(speed: number): string {
  return `
description: Trades for hours at ${speed} times the speed of the clock
mode: paper
exchange: { plugin: demo, options: { speed: ${speed} } }
instruments: [BTCUSDT, ETHUSDT, SOLUSDT]
strategies:
  - { name: trend, plugin: ema-cross, instruments: [BTCUSDT], params: { fast: 3, slow: 8, atr: 10 } }
  - { name: reversion, plugin: vwap-reversion, instruments: [ETHUSDT] }
  - { name: busy, plugin: ${JSON.stringify(BUSY)}, instruments: [SOLUSDT], params: { activity: 0.2 } }
paper: { cash: "100000000" }
sizing: { riskPerTrade: 0.000001, maxNotional: "2000" }
risk:
  dailyLoss: { fraction: 1 }
  drawdown: { fraction: 1, days: 3 }
  maxOpenOrders: 100
envelope: { ordersPerSecond: 1000 }
`;
}
