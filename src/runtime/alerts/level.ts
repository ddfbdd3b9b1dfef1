import type { AlertLevel } from '../../sdk/index.ts';

/** Higher is more urgent. */
export const URGENCY: Readonly<Record<AlertLevel, number>> = { info: 0, warning: 1, critical: 2 };
