import { reconnectsOf } from './fold-service.ts';
import type { Statistic } from './statistic.ts';

/** Times that the connection to the venue came back in the last 24 hours, to the hour (O-2). */
export const reconnects24h: Statistic<number> = (performance, now) => reconnectsOf(performance, now.at);
