import { drawdownFraction } from './drawdown.ts';
import { ratio } from './ratio.ts';
import type { Statistic } from './statistic.ts';

/**
 * Largest fall of equity from a peak to a later sample, as a fraction of the peak (Magdon-Ismail and Atiya, Risk 17/10,
 * 2004). Sampled hourly and daily; what happens in between is not seen. A transfer moves the peak along.
 */
export const maxDrawdownFraction: Statistic<number> = (performance, now) => {
  const present = drawdownFraction(performance, now);
  const { fall, peak } = performance.equity.drawdown.worst;
  return present === undefined ? undefined : Math.max(present, ratio(fall, peak) ?? 0);
};
