import { BotrcError } from '../sdk/index.ts';
import { checkInput, checkPeriod } from './input.ts';
import { createRollingSum, pushRollingSum, type RollingSum, sumOf } from './rolling-sum.ts';

/**
 * Realized volatility of one bar: the root of the mean squared logarithmic return of the last `period` returns, as a
 * fraction (0.01: one percent a bar). Over n bars it is sqrt(n) times as much. The mean return is taken to be zero.
 * Source: Andersen and Bollerslev, "Answering the Skeptics", International Economic Review, 1998.
 */
export interface RealizedVolatility {
  readonly squares: RollingSum;
  /** The last input; undefined before the first. */
  last: number | undefined;
}

/** @param period returns, 1..100000. @throws BOTRC_INDICATOR_INPUT */
export function createRealizedVolatility(period: number): RealizedVolatility {
  checkPeriod(period, 'realized-volatility.period');
  return { squares: createRollingSum(period), last: undefined };
}

/**
 * Undefined until `period` + 1 inputs. @param price above 0: anything else has no return.
 * @throws BOTRC_INDICATOR_INPUT
 */
export function pushRealizedVolatility(volatility: RealizedVolatility, price: number): number | undefined {
  checkInput(price, 'realized-volatility');
  if (price <= 0) {
    throw new BotrcError('BOTRC_INDICATOR_INPUT', 'a price without a logarithm has no return', {
      found: String(price),
      where: 'realized-volatility',
    });
  }
  const before = volatility.last;
  volatility.last = price;
  if (before === undefined) return undefined;
  const change = Math.log(price / before);
  const { squares } = volatility;
  return pushRollingSum(squares, change * change) ? Math.sqrt(sumOf(squares) / squares.period) : undefined;
}
