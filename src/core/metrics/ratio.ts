import type { Cash } from '../../sdk/index.ts';

/** part / whole as a double; undefined where the whole is not positive. Statistics only. */
export function ratio(part: Cash, whole: Cash): number | undefined {
  return whole > 0n ? Number(part) / Number(whole) : undefined;
}

/** part / count; undefined where nothing was counted. */
export function mean(part: number | bigint, count: number): number | undefined {
  return count > 0 ? Number(part) / count : undefined;
}
