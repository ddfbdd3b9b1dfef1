import { plainText } from '../sdk/index.ts';

const ASCII = /^[\x20-\x7e]*$/;
/** Terminals disagree about the width of these, which would push borders about. */
const EMOJI = /[\p{Emoji_Presentation}\p{Variation_Selector}\p{Emoji_Modifier}\p{Regional_Indicator}]+/gu;
const MAX_LENGTH = 500;

/**
 * The same plain data with every text made safe for a terminal. All that comes from the bot passes here once, so
 * that no panel has to think of it.
 */
export function clean<T>(value: T): T {
  // A walk over JSON-plain data keeps its shape, which the compiler cannot see.
  return cleanValue(value) as T;
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, cleanValue(field)]));
}

export function cleanText(text: string): string {
  if (text.length <= MAX_LENGTH && ASCII.test(text)) return text;
  return plainText(text, MAX_LENGTH).replace(EMOJI, '?');
}
