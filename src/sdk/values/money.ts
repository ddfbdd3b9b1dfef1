import { mulDivBig, product, toSafe } from './scale.ts';

/** An integer of 10^-priceScale of its instrument. */
export type Price = number;
/** An integer of 10^-quantityScale of its instrument; in contracts or base units, see `Instrument.kind`. */
export type Quantity = number;
/** An integer of 10^-scale of its currency, see `CASH_SCALE`. Negative is a debit. */
export type Cash = bigint;
/** A rate as an integer of 10^-8: 0.00055 is 55_000. Negative fee rates are rebates. */
export type Rate = number;

/**
 * Decimals of every currency's cash. 12 is fine enough that price x quantity of every instrument
 * (priceScale + quantityScale <= 12, checked at its definition) is exact in cash.
 */
export const CASH_SCALE = 12;
/** Decimals of a `Rate`. */
export const RATE_SCALE = 8;

const RATE_ONE = 10n ** BigInt(RATE_SCALE);

/** A fraction (0.00055) as a Rate (55000), to the nearest 10^-8. */
export function rateFromFraction(fraction: number): Rate {
  return Math.round(fraction * 10 ** RATE_SCALE);
}

/** cash x rate. The only rounding of a fee or a funding payment is here: half away from zero at 10^-12. */
export function applyRate(cash: Cash, rate: Rate): Cash {
  return mulDivBig(cash, BigInt(rate), RATE_ONE, 'half');
}

/** part / whole as a Rate rounded down, or undefined where whole is not positive. */
export function rateOf(part: Cash, whole: Cash): Rate | undefined {
  return whole > 0n ? toSafe(mulDivBig(part, RATE_ONE, whole, 'floor')) : undefined;
}

/** price x quantity of a linear or spot instrument in cash, exact. */
export function notional(price: Price, quantity: Quantity, priceScale: number, quantityScale: number): Cash {
  return product(price, quantity, CASH_SCALE - priceScale - quantityScale);
}
