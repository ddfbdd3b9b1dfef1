/** The screens, in the order of their numbers. */
export const SCREENS = ['overview', 'positions', 'orders', 'market', 'risk', 'logs', 'system'] as const;
/** `panels`: of plugins, where the profile names some. */
export type ScreenId = (typeof SCREENS)[number] | 'panels';
