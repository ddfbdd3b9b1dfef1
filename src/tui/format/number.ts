import type { Tone } from './line.ts';

/** How numbers look: fixed decimals, thousands apart, never scientific. Decimal texts stay exact. */

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

/** A price: at least six digits that count, so that one instrument keeps its decimals. */
export function price(text: string | null): string {
  if (text === null) return NOTHING;
  return decimal(text, pricePlaces(Number(text)));
}

/** The same for a float of a chart's axis. */
export function floatPrice(value: number): string {
  const places = pricePlaces(value);
  return decimal(value.toFixed(places), places);
}

function pricePlaces(value: number): number {
  const size = Math.abs(value);
  if (!(size > 0) || !Number.isFinite(size)) return 2;
  return Math.min(8, Math.max(2, 5 - Math.floor(Math.log10(size))));
}

/** Without the zeros that say nothing: `0.80` → `0.8`. */
export function quantity(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const CENTS = /USD|EUR|GBP|RUB|CHF|DAI/;

/** Cash with the decimals its currency is counted in: two, or six for coins. */
export function cash(text: string | null, currency: string, signed = false): string {
  return text === null ? NOTHING : decimal(text, CENTS.test(currency) ? 2 : 6, signed);
}

/** 0.0123 → `+1.23%`. */
export function percent(fraction: number | null, signed = false): string {
  if (fraction === null || !Number.isFinite(fraction)) return NOTHING;
  return `${decimal((fraction * 100).toFixed(2), 2, signed)}%`;
}

/** Gain, loss or neither. */
export function gainTone(text: string | null): { readonly tone?: Tone } {
  const value = Number(text ?? 0);
  return value > 0 ? { tone: 'good' } : value < 0 ? { tone: 'bad' } : {};
}
