import { type Ema, pushEma } from './ema.ts';
import { checkPeriod } from './input.ts';

/**
 * Wilder's smoothing (RMA, SMMA): an exponential average with alpha = 1 / period, seeded like `Ema`.
 * Source: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
export type Rma = Ema;

/** @param period samples, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createRma(period: number): Rma {
  return { period: checkPeriod(period, 'rma.period'), alpha: 1 / period, count: 0, value: 0 };
}

/** The average, or undefined until `period` inputs were seen. @throws BOTRC_INDICATOR_INPUT */
export function pushRma(rma: Rma, x: number): number | undefined {
  return pushEma(rma, x);
}
