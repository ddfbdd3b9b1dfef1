/** The screens, in the order of their numbers. */
export const SCREENS = ['overview', 'positions', 'orders', 'market', 'risk', 'logs', 'system'] as const;
export type ScreenId = (typeof SCREENS)[number];
