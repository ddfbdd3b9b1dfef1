import {
  BotrcError,
  formatTrim,
  type Instrument,
  mulDivBig,
  parseBig,
  pow10,
  type Quantity,
  toSafe,
} from '@botrc/sdk';
import { decimalsOf, exactDouble, rounded, textOf } from './exact.ts';

/** An instrument with what it is at ccxt. */
export interface Listed {
  readonly instrument: Instrument;
  /** ccxt's own name of it: `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** What one contract stands for, in base units (linear) or quote units (inverse); "1" on spot. */
  readonly contractSize: string;
}

/**
 * ccxt counts contracts; a quantity here is what they stand for: contracts x contract size. So an instrument of 0.01
 * coins a contract needs no multiplier, which has to be whole.
 * @throws BOTRC_NUMBER_FORMAT where the amount is finer than the quantity's scale: nothing is rounded
 */
export function quantityOf({ instrument, contractSize }: Listed, amount: unknown): Quantity {
  return toSafe(quantityAt(amount, contractSize, instrument.quantityScale));
}

/** As `quantityOf`, rounded half away from zero: for volumes, which are statistics. */
export function volumeOf({ instrument, contractSize }: Listed, amount: unknown): Quantity {
  const fine = decimalsOf(amount) + decimalsOf(contractSize) + instrument.quantityScale;
  const exact = quantityAt(amount, contractSize, fine);
  return toSafe(mulDivBig(exact, 1n, pow10(fine - instrument.quantityScale), 'half'));
}

export function quantityAt(amount: unknown, contractSize: string, scale: number): bigint {
  const text = textOf(amount);
  const decimals = decimalsOf(text);
  const sizeDecimals = decimalsOf(contractSize);
  const product = parseBig(text, decimals) * parseBig(contractSize, sizeDecimals);
  return parseBig(formatTrim(product, decimals + sizeDecimals), scale);
}

/** The quantity in contracts, as ccxt wants it. @throws BOTRC_NUMBER_RANGE where that is no exact number */
export function amountOf({ instrument, contractSize }: Listed, quantity: Quantity): number {
  const sizeDecimals = decimalsOf(contractSize);
  const size = parseBig(contractSize, sizeDecimals);
  // Contracts have few decimals; more than these are no multiple of a lot.
  const decimals = 12;
  const scaled = BigInt(quantity) * pow10(decimals + sizeDecimals);
  const whole = size * pow10(instrument.quantityScale);
  if (scaled % whole !== 0n)
    throw new BotrcError('BOTRC_NUMBER_RANGE', 'the quantity is no number of contracts', {
      found: formatTrim(quantity, instrument.quantityScale),
    });
  return exactDouble(formatTrim(scaled / whole, decimals));
}

/** A price of the venue's, on its tick. @throws BOTRC_NUMBER_FORMAT where it is finer than the price's scale */
export function priceOf({ instrument }: Listed, price: unknown): number {
  return toSafe(parseBig(textOf(price), instrument.priceScale));
}

/** A mark, index or average price, rounded to the price's scale. */
export function nearPrice({ instrument }: Listed, price: unknown): number {
  return toSafe(rounded(price, instrument.priceScale));
}

/** A price as ccxt wants it. @throws BOTRC_NUMBER_RANGE */
export function priceText({ instrument }: Listed, price: number): number {
  return exactDouble(formatTrim(price, instrument.priceScale));
}
