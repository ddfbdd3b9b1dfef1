import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Long runs that kill, starve and flood real processes: one at a time, outside `npm test`. */
export default defineConfig({
  ...base,
  test: {
    include: ['test/torture/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    // The slope of the heap is of what is left after a collection.
    execArgv: ['--expose-gc'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
