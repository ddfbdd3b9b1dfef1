import type { Statistic } from './statistic.ts';

/** Share of the time since the start in which a position was held, in any instrument. */
export const exposureFraction: Statistic<number> = ({ equity: { start }, heldMs, heldSinceMs }, now) => {
  const span = start ? now.at - start.at : 0;
  if (span <= 0) return undefined;
  const held = heldMs + (heldSinceMs === undefined ? 0 : now.at - heldSinceMs);
  return Math.min(1, held / span);
};
