import type { Ms } from '../sdk/index.ts';

/** Local days since 1970 in the profile's zone, as text. */
export function dayKey(at: Ms, zone: readonly (readonly [Ms, Ms])[]): string {
  return String(Math.floor(localTime(at, zone) / 86_400_000));
}

/** A time on the clocks of the profile's zone. */
export function localTime(at: Ms, zone: readonly (readonly [Ms, Ms])[]): Ms {
  let offset = 0;
  for (const [from, ms] of zone) if (at >= from) offset = ms;
  return at + offset;
}
