import { percentile } from './histogram.ts';
import type { Statistic } from './statistic.ts';

/** From the decision to send until the venue's acceptance, 95th percentile in ms, to the width of a class (O-2). */
export const sendToAckMs: Statistic<number> = ({ execution }) => percentile(execution.ack, 0.95);
