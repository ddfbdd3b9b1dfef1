import { BotrcError, CASH_SCALE, parseBig, RATE_SCALE, rescale, toSafe } from '@botrc/sdk';

/**
 * What ccxt calls a number here: a double where that is exactly the venue's decimal, else the decimal itself as text
 * (N-1). So nothing that ccxt read is ever rounded, and a size of zero still is 0, by which its books delete levels.
 */
export type Exact = number | string;

/** ccxt's `number` option: applied to every text that it reads. NaN for what is no decimal, which ccxt takes as absent. */
export function exactNumber(value: unknown): Exact {
  const text = String(value).trim();
  const plain = plainDecimal(text);
  if (plain === undefined) return Number.NaN;
  const double = Number(plain);
  return textOf(double) === plain ? double : plain;
}

/**
 * The decimal as plain text, without exponent and trailing zeros.
 * @throws BOTRC_NUMBER_FORMAT where there is none
 */
export function textOf(value: unknown): string {
  const plain =
    typeof value === 'number' || typeof value === 'string' ? plainDecimal(String(value)) : undefined;
  if (plain !== undefined) return plain;
  throw new BotrcError('BOTRC_NUMBER_FORMAT', 'not a decimal number', { found: typeof value });
}

/** True where the exchange told a number at all. */
export function isTold(value: unknown): value is Exact {
  return value !== undefined && value !== null && value !== '' && !Number.isNaN(value);
}

/** A double that is exactly the decimal, for ccxt's requests. @throws BOTRC_NUMBER_RANGE where there is none */
export function exactDouble(text: string): number {
  const double = exactNumber(text);
  if (typeof double === 'number' && !Number.isNaN(double)) return double;
  throw new BotrcError('BOTRC_NUMBER_RANGE', 'ccxt cannot carry this number exactly', { found: text });
}

/** A price or a sum at a scale, rounded half away from zero: for marks, averages and fees, which orders never are. */
export function rounded(value: unknown, scale: number): bigint {
  const text = textOf(value);
  const fine = Math.max(scale, decimalsOf(text));
  return rescale(parseBig(text, fine), fine, scale);
}

/** As `rounded`, at the scale of cash. */
export const cashOf = (value: unknown): bigint => rounded(value, CASH_SCALE);

/** As `rounded`, at the scale of rates. */
export const rateOf = (value: unknown): number => toSafe(rounded(value, RATE_SCALE));

/** Decimals that matter: 1 for 0.10, 0 for 10. @throws BOTRC_NUMBER_FORMAT */
export function decimalsOf(value: unknown): number {
  const text = textOf(value);
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** `"1.50e-7"` → `"0.00000015"`; undefined for what is no decimal or absurdly long. */
function plainDecimal(text: string): string | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null || text.length > 60) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (Math.abs(Number(exponent)) > 60) return undefined;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at).replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}
