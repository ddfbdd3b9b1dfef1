/**
 * Every statistic, one line each. The names say the unit and are a contract with scripts (docs/cli.md): a fraction is
 * 0.02 for 2 %, `Ms` milliseconds, `Bps` 1/10,000; the rest is cash in the account's currency, a ratio or a count.
 */
export { averageHoldMs } from './average-hold.ts';
export { calmar } from './calmar.ts';
export { drawdownFraction } from './drawdown.ts';
export { maxDrawdownMs } from './drawdown-duration.ts';
export { expectancyR } from './expectancy.ts';
export { exposureFraction } from './exposure.ts';
export { fees } from './fees.ts';
export { fillRatio } from './fill-ratio.ts';
export { funding } from './funding.ts';
export { maxDrawdownFraction } from './max-drawdown.ts';
export { netProfit } from './net-profit.ts';
export { pnlPerDay } from './pnl-per-day.ts';
export { profitFactor } from './profit-factor.ts';
export { reconnects24h } from './reconnects.ts';
export { returnFraction } from './return.ts';
export { sendToAckMs } from './send-to-ack.ts';
export { sendToFillMs } from './send-to-fill.ts';
export { sharpe } from './sharpe.ts';
export { slippageBps } from './slippage.ts';
export { sortino } from './sortino.ts';
export { lossStreak, winStreak } from './streaks.ts';
export { turnover } from './turnover.ts';
export { winRate } from './win-rate.ts';
