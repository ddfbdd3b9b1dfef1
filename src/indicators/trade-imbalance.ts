import type { Trade } from '../sdk/index.ts';
import { checkPeriod, checkWeight } from './input.ts';
import { createRollingSum, pushRollingSum, type RollingSum, sumOf } from './rolling-sum.ts';

/**
 * (bought - sold) / (bought + sold) of the last `period` public trades, by the taker's side, in -1..1.
 * Source: Chordia, Roll and Subrahmanyam, "Order imbalance, liquidity, and market returns", 2002.
 */
export interface TradeImbalance {
  readonly bought: RollingSum;
  readonly sold: RollingSum;
}

/** @param period trades, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createTradeImbalance(period: number): TradeImbalance {
  checkPeriod(period, 'trade-imbalance.period');
  return { bought: createRollingSum(period), sold: createRollingSum(period) };
}

/** Undefined until `period` trades, and where they had no quantity. @throws BOTRC_INDICATOR_INPUT */
export function pushTradeImbalance(
  imbalance: TradeImbalance,
  trade: Pick<Trade, 'side' | 'quantity'>,
): number | undefined {
  const { side, quantity } = trade;
  checkWeight(quantity, 'trade-imbalance');
  pushRollingSum(imbalance.bought, side === 'buy' ? quantity : 0);
  if (!pushRollingSum(imbalance.sold, side === 'sell' ? quantity : 0)) return undefined;
  const bought = sumOf(imbalance.bought);
  const sold = sumOf(imbalance.sold);
  return bought + sold === 0 ? undefined : (bought - sold) / (bought + sold);
}
