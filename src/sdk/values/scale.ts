import { BotrcError } from '../errors.ts';
import { plainText } from './text.ts';

/**
 * Exact numbers. A value is an integer together with a scale s and stands for integer * 10^-s.
 * Prices and quantities are safe integers (|n| < 2^53) in a `number`; cash and other totals are `bigint`.
 */

/** Far more than any product of scales. */
const POWERS: readonly bigint[] = Array.from({ length: 40 }, (_, n) => 10n ** BigInt(n));

/** The exact ones among them as doubles: a power worked out anew takes as long as all that it is used for. */
const FLOATS: readonly number[] = POWERS.slice(0, 23).map(Number);

/** 10^n as a bigint, n >= 0. */
export function pow10(n: number): bigint {
  return POWERS[n] ?? 10n ** BigInt(n);
}

/** a x b x 10^decimals of whole numbers, exact at any size: in doubles while the result is a safe integer. */
export function product(a: number, b: number, decimals: number): bigint {
  const inDoubles = a * b * (FLOATS[decimals] ?? Number.NaN);
  if (Number.isSafeInteger(inDoubles)) return bigOf(inDoubles);
  return BigInt(a) * BigInt(b) * pow10(decimals);
}

const WIDE = new BigInt64Array(1);
const HALVES = new Int32Array(WIDE.buffer);
/** Which of the halves is the lower one: of the machine. */
const [LOW, HIGH] =
  new Int32Array(new BigInt64Array([1n]).buffer)[0] === 1 ? ([0, 1] as const) : ([1, 0] as const);

/** A safe integer as a bigint, by its two halves: every value in cash begins so, and `BigInt` takes twice as long. */
function bigOf(value: number): bigint {
  HALVES[LOW] = value;
  HALVES[HIGH] = Math.floor(value / 2 ** 32);
  return WIDE[0]!;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * The exact integer of a decimal text at a scale: `parseBig("1.25", 3)` is `1250n`. Trailing zeros beyond the
 * scale are accepted, other digits beyond it are not: nothing is ever rounded here.
 * @throws BOTRC_NUMBER_FORMAT where the text is no plain decimal or is finer than the scale.
 */
export function parseBig(text: string, scale: number): bigint {
  const match = DECIMAL.exec(text);
  if (!match)
    throw new BotrcError('BOTRC_NUMBER_FORMAT', 'not a plain decimal number', {
      found: clip(text),
    });
  const fraction = match[3] ?? '';
  const extra = fraction.slice(scale);
  if (/[1-9]/.test(extra)) {
    throw new BotrcError('BOTRC_NUMBER_FORMAT', `finer than ${scale} decimals`, { found: clip(text) });
  }
  const digits = match[2] + fraction.slice(0, scale).padEnd(scale, '0');
  const value = BigInt(digits);
  return match[1] === '-' ? -value : value;
}

/**
 * As `parseBig`, for prices and quantities.
 * @throws BOTRC_NUMBER_FORMAT as above; BOTRC_NUMBER_RANGE at or beyond 2^53.
 */
export function parseScaled(text: string, scale: number): number {
  // The fast path reads plain ASCII digits in place: this is the hottest line of the book parser.
  let value = 0;
  let decimals = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57) {
      if (decimals === scale) return slowScaled(text, scale);
      value = value * 10 + (c - 48);
      if (decimals >= 0) decimals++;
    } else if (c === 46 && decimals < 0 && i > 0) decimals = 0;
    else return slowScaled(text, scale);
  }
  if (text.length === 0 || text.charCodeAt(text.length - 1) === 46) return slowScaled(text, scale);
  for (let d = decimals < 0 ? 0 : decimals; d < scale; d++) value *= 10;
  return value <= Number.MAX_SAFE_INTEGER ? value : slowScaled(text, scale);
}

function slowScaled(text: string, scale: number): number {
  return toSafe(parseBig(text, scale));
}

/** @throws BOTRC_NUMBER_RANGE where the value does not fit a safe integer. */
export function toSafe(value: bigint): number {
  const n = Number(value);
  if (!Number.isSafeInteger(n)) {
    throw new BotrcError('BOTRC_NUMBER_RANGE', 'a number is beyond 2^53', {
      found: value.toString(),
    });
  }
  return n;
}

/** Decimal text with exactly `scale` decimals: `formatScaled(1250, 3)` is `"1.250"`. */
export function formatScaled(value: number | bigint, scale: number): string {
  return formatTrim(value, scale, scale);
}

/** As `formatScaled` without trailing zeros, never fewer than `least` decimals: `"1.25"`. */
export function formatTrim(value: number | bigint, scale: number, least = 0): string {
  const digits = digitsOf(value).padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  while (end > point + least && digits.charCodeAt(end - 1) === 48) end--;
  const whole = value < 0 ? `-${digits.slice(0, point)}` : digits.slice(0, point);
  return end === point ? whole : `${whole}.${digits.slice(point, end)}`;
}

/** Without its sign. */
function digitsOf(value: number | bigint): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(Math.abs(value));
  const big = BigInt(value);
  return String(big < 0n ? -big : big);
}

/** A float near the value, for charts, indicators and statistics only. */
export function toFloat(value: number | bigint, scale: number): number {
  return Number(value) / (FLOATS[scale] ?? 10 ** scale);
}

/** A float brought to a scale; for prices and sizes a strategy computed. Rounds half away from zero unless told. */
export function fromFloat(value: number, scale: number, rounding: Rounding = 'half'): number {
  const scaled = value * 10 ** scale;
  const n = rounding === 'half' ? Math.sign(scaled) * Math.round(Math.abs(scaled)) : ROUND[rounding](scaled);
  if (!Number.isSafeInteger(n)) {
    throw new BotrcError('BOTRC_NUMBER_RANGE', 'a number is not finite or beyond 2^53', {
      found: String(value),
    });
  }
  return n + 0;
}

/** `down` is toward zero, `floor` toward minus infinity, `half` to the nearest with ties away from zero. */
export type Rounding = 'down' | 'floor' | 'ceil' | 'half';

const ROUND = { down: Math.trunc, floor: Math.floor, ceil: Math.ceil } as const;

/** a*b/c with one rounding, exact at any size. c must not be zero. */
export function mulDivBig(a: bigint, b: bigint, c: bigint, rounding: Rounding): bigint {
  // All of it: closing a whole position asks so.
  if (b === c) return a;
  const product = b === 1n ? a : a * b;
  const quotient = product / c;
  const rest = product - quotient * c;
  if (rest === 0n) return quotient;
  const negative = rest < 0n !== c < 0n;
  if (rounding === 'down') return quotient;
  if (rounding === 'floor') return negative ? quotient - 1n : quotient;
  if (rounding === 'ceil') return negative ? quotient : quotient + 1n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const away = twice >= (c < 0n ? -c : c);
  return away ? quotient + (negative ? -1n : 1n) : quotient;
}

/**
 * a*b/c with one rounding, in doubles while the product is a safe integer, in BigInt above.
 * @throws BOTRC_NUMBER_RANGE where the result is beyond 2^53.
 */
export function mulDiv(a: number, b: number, c: number, rounding: Rounding): number {
  const product = a * b;
  if (!Number.isSafeInteger(product)) return toSafe(mulDivBig(BigInt(a), BigInt(b), BigInt(c), rounding));
  const rest = product % c;
  const quotient = (product - rest) / c;
  if (rest === 0) return quotient + 0;
  const negative = rest < 0 !== c < 0;
  if (rounding === 'down') return quotient + 0;
  if (rounding === 'floor') return negative ? quotient - 1 : quotient;
  if (rounding === 'ceil') return negative ? quotient + 0 : quotient + 1;
  const away = Math.abs(rest) * 2 >= Math.abs(c);
  return away ? quotient + (negative ? -1 : 1) : quotient + 0;
}

/** The value brought from one scale to another. Exact where `to >= from`; else rounded as told. */
export function rescale(value: bigint, from: number, to: number, rounding: Rounding = 'half'): bigint {
  if (to >= from) return value * pow10(to - from);
  return mulDivBig(value, 1n, pow10(from - to), rounding);
}

function clip(text: string): string {
  return JSON.stringify(plainText(text, 40));
}
