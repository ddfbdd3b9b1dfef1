/** Control, format (bidi overrides, zero-width) and private-use characters, and lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu;
/** What a cut through a character outside the basic plane leaves behind. */
const HALF_PAIR = /[\uD800-\uDBFF]$/;

/**
 * Text from outside made safe for a terminal, a log or an error: every run of unsafe characters (new lines too)
 * becomes one space, and at most `max` characters are kept.
 */
export function plainText(text: string, max = 200): string {
  const clean = text
    .slice(0, max * 2)
    .replace(UNSAFE, ' ')
    .trim();
  return clean.length > max ? `${clean.slice(0, max - 1).replace(HALF_PAIR, '')}…` : clean;
}

/** As `plainText` for a text of several lines: each line is cleaned, empty ones are left out, `max` counts all. */
export function plainLines(text: string, max = 1000): string {
  const lines = text
    .slice(0, max * 2)
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => plainText(line, max))
    .filter((line) => line !== '')
    .join('\n');
  return lines.length > max ? `${lines.slice(0, max - 1).replace(HALF_PAIR, '')}…` : lines;
}
