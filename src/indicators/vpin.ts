import { BotrcError, type Trade } from '../sdk/index.ts';
import { checkPeriod, checkWeight } from './input.ts';
import { createRollingSum, pushRollingSum, type RollingSum, sumOf } from './rolling-sum.ts';

/**
 * Volume-synchronized probability of informed trading, in 0..1: trades fill buckets of one volume each, and the
 * answer is the mean of |bought - sold| / volume over the last `buckets` full ones. The venue tells which side took,
 * so nothing is guessed from prices.
 * Source: Easley, Lopez de Prado and O'Hara, "Flow Toxicity and Liquidity in a High-frequency World", 2012.
 */
export interface Vpin {
  /** Volume of a bucket, in quantity units. */
  readonly bucket: number;
  readonly sum: RollingSum;
  /** Of the bucket that is being filled: what is in it, and how much of that was bought less sold. */
  filled: number;
  excess: number;
  value: number | undefined;
}

/** @param bucket volume of one, above 0, in quantity units. @param buckets 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createVpin(bucket: number, buckets = 50): Vpin {
  checkWeight(bucket, 'vpin.bucket');
  checkPeriod(buckets, 'vpin.buckets');
  if (bucket === 0) {
    throw new BotrcError('BOTRC_INDICATOR_INPUT', 'a bucket without volume is never filled', {
      found: '0',
      where: 'vpin.bucket',
    });
  }
  return { bucket, sum: createRollingSum(buckets), filled: 0, excess: 0, value: undefined };
}

/** Undefined until `buckets` of them were filled; then it changes with each full one. @throws BOTRC_INDICATOR_INPUT */
export function pushVpin(vpin: Vpin, trade: Pick<Trade, 'side' | 'quantity'>): number | undefined {
  checkWeight(trade.quantity, 'vpin');
  const { bucket, sum } = vpin;
  const sign = trade.side === 'buy' ? 1 : -1;
  let left = trade.quantity;
  for (let full = 0; left > 0; full++) {
    // Of a trade that fills more buckets than are counted only the rest matters: all of them are alike.
    if (full > sum.period) left %= bucket;
    const room = bucket - vpin.filled;
    if (left < room) {
      vpin.filled += left;
      vpin.excess += sign * left;
      break;
    }
    left -= room;
    const excess = Math.abs(vpin.excess + sign * room) / bucket;
    if (pushRollingSum(sum, excess)) vpin.value = sumOf(sum) / sum.period;
    vpin.filled = 0;
    vpin.excess = 0;
  }
  return vpin.value;
}
