/** What can be exported as rows. Apart from how: the command line reads it for its help. */
export const TABLES = ['orders', 'fills', 'trades'] as const;
export type Table = (typeof TABLES)[number];
