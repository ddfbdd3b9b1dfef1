import { ratio } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/** How far equity now is below its peak, as a fraction of it; 0 at a new peak (O-2). */
export const drawdownFraction: Statistic<number> = ({ equity: { drawdown, samples } }, now) => {
  if (samples === 0) return undefined;
  return now.equity >= drawdown.peak ? 0 : ratio(drawdown.peak - now.equity, drawdown.peak);
};
