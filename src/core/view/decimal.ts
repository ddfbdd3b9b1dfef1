/** Decimal texts as people read them. Exact: no text becomes a float. */

/** A value that is not there. */
export const NOTHING = '-';

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * A decimal text with exactly `places` decimals, half away from zero; with `signed`, above zero has its plus.
 * A text that is no decimal is given back as it is.
 */
export function decimal(text: string, places: number, signed = false): string {
  const match = DECIMAL.exec(text);
  if (match === null) return text;
  const [, minus, whole = '', fraction = ''] = match;
  const rounded = (BigInt(whole + fraction.padEnd(places + 1, '0').slice(0, places + 1)) + 5n) / 10n;
  const digits = rounded.toString().padStart(places + 1, '0');
  const grouped = digits.slice(0, digits.length - places).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const sign = rounded === 0n ? '' : minus === '-' ? '-' : signed ? '+' : '';
  return `${sign}${grouped}${places > 0 ? `.${digits.slice(digits.length - places)}` : ''}`;
}

const CENTS = /USD|EUR|GBP|RUB|CHF|DAI/;

/** Cash with the decimals its currency is counted in: two, or six for coins. */
export function cash(text: string | null, currency: string, signed = false): string {
  return text === null ? NOTHING : decimal(text, CENTS.test(currency) ? 2 : 6, signed);
}
