import type { Ms } from '../../sdk/index.ts';

/** A moment as ISO 8601 in UTC, to the millisecond; `?` where it is none. */
export function isoTime(ms: Ms): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '?';
}

/**
 * A moment as people give it: ISO 8601 (UTC where it names no zone), or integer ms since 1970. Undefined where it is
 * neither.
 */
export function parseTime(text: string): Ms | undefined {
  if (/^\d{10,16}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text))
    return undefined;
  const isZoned = text.length === 10 || /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = Date.parse(`${text.replace(' ', 'T')}${isZoned ? '' : 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms;
}
