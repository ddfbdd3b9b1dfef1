import { checkInput, checkPeriod } from './input.ts';
import { createRollingSum, pushRollingSum, type RollingSum, sumOf } from './rolling-sum.ts';

/** Simple moving average: the mean of the last `period` inputs, see `RollingSum`. */
export type Sma = RollingSum;

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createSma(period: number): Sma {
  return createRollingSum(checkPeriod(period, 'sma.period'));
}

/** The mean, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushSma(sma: Sma, x: number): number | undefined {
  checkInput(x, 'sma');
  return pushRollingSum(sma, x) ? sumOf(sma) / sma.period : undefined;
}
