import { z } from 'zod';
import { BotrcError, CASH_SCALE, formatTrim, parseBig } from '../../sdk/index.ts';

const EXPECTED = `an amount such as "250.50", with at most ${CASH_SCALE} decimals`;
/** Digits that a double surely keeps. */
const MAX_DIGITS = 15;

/** The amount as a plain decimal text, or undefined where it is none, is negative, or might have been rounded. */
function canonical(value: string | number): string | undefined {
  const text = String(value);
  if (typeof value === 'number' && text.replace(/\D/g, '').length > MAX_DIGITS) return undefined;
  try {
    const units = parseBig(text, CASH_SCALE);
    return units < 0n ? undefined : formatTrim(units, CASH_SCALE);
  } catch (error) {
    if (error instanceof BotrcError) return undefined;
    throw error;
  }
}

/** A cash amount, text or number, as a `CashText`. `least`: 'zero' admits 0. */
export function amount(least: 'zero' | 'above-zero'): z.ZodType<string, string | number> {
  const expected = least === 'zero' ? EXPECTED : `${EXPECTED}, more than 0`;
  return z
    .union([z.string().regex(/^\d+(\.\d+)?$/, { error: expected }), z.number()], { error: expected })
    .transform((value, context) => {
      const text = canonical(value);
      if (text !== undefined && (least === 'zero' || text !== '0')) return text;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    });
}
