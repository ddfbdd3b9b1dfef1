import { BotrcError } from '../errors.ts';

/** Integer milliseconds since 1970-01-01 UTC, or a span of them. */
export type Ms = number;

/** Bar intervals every exchange plugin speaks; one it cannot serve is refused by its capabilities. */
export const INTERVALS = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'] as const;
export type Interval = (typeof INTERVALS)[number];

const UNIT: Readonly<Record<string, Ms>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const LENGTH = Object.fromEntries(
  INTERVALS.map((interval) => [interval, Number.parseInt(interval, 10) * (UNIT[interval.slice(-1)] ?? 0)]),
) as Readonly<Record<Interval, Ms>>;

/** `5m` → 300000. */
export function intervalMs(interval: Interval): Ms {
  return LENGTH[interval];
}

/**
 * A span as people write it: `90s`, `1.5h`, `250ms`, `2d`.
 * @throws BOTRC_DURATION_FORMAT where it is no positive span.
 */
export function parseDuration(text: string): Ms {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const ms = match ? Math.round(Number(match[1]) * (UNIT[match[2] ?? ''] ?? 0)) : 0;
  if (!(ms > 0 && ms <= 366 * 86_400_000)) {
    throw new BotrcError('BOTRC_DURATION_FORMAT', 'not a span of time', {
      found: JSON.stringify(text.slice(0, 40)),
      mend: 'Write a number and a unit, such as 500ms, 90s, 15m, 2h or 1d.',
    });
  }
  return ms;
}
