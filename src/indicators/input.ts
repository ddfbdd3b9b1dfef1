import { BotrcError } from '../sdk/index.ts';

/** Inputs are at most this large, so that no product or square inside an indicator can overflow to infinity. */
const LARGEST = 1e100;
const LONGEST = 100_000;

/** @throws BOTRC_INDICATOR_INPUT where `x` is NaN, infinite or beyond 1e100: a bad number never becomes an answer. */
export function checkInput(x: number, where: string): void {
  if (!(Math.abs(x) <= LARGEST)) refuse(x, where);
}

/** As `checkInput`, for what cannot be negative: volumes and weights. */
export function checkWeight(x: number, where: string): void {
  if (!(x >= 0 && x <= LARGEST)) refuse(x, where);
}

/** Apart from the checks, so that those are short enough to be compiled into every indicator. */
function refuse(x: number, where: string): never {
  const sound = Math.abs(x) <= LARGEST;
  const what = sound ? 'a volume cannot be negative' : 'an indicator takes finite numbers only';
  throw new BotrcError('BOTRC_INDICATOR_INPUT', what, {
    found: String(x),
    where,
    mend: 'Check the number before it is pushed.',
  });
}

/** @throws BOTRC_INDICATOR_INPUT where the period is no whole number in 1..100000. Returns it. */
export function checkPeriod(period: number, where: string): number {
  if (Number.isInteger(period) && period >= 1 && period <= LONGEST) return period;
  throw new BotrcError('BOTRC_INDICATOR_INPUT', 'a period is a whole number of samples', {
    found: String(period),
    where,
    mend: `Use a whole number from 1 to ${LONGEST}.`,
  });
}
