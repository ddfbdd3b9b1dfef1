import { percentile } from './histogram.ts';
import type { Statistic } from './statistic.ts';

/** From the decision to send until the first fill, of orders that take at once, 95th percentile in ms (O-2, E-10). */
export const sendToFillMs: Statistic<number> = ({ execution }) => percentile(execution.fill, 0.95);
