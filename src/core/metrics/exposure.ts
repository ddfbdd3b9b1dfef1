import type { Statistic } from './statistic.ts';

/** Share of the time since the start in which a position was held, in any instrument. */
export const exposureFraction: Statistic<number> = ({ equity, trips, heldMs, heldSinceMs }, now) => {
  const span = now.at - equity.startMs;
  if (equity.samples === 0 || span <= 0) return undefined;
  const held = heldMs + (trips.size > 0 ? now.at - heldSinceMs : 0);
  return Math.min(1, held / span);
};
