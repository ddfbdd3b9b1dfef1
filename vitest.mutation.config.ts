import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What `npm run mutation` runs against each mutant: the tests of the core, in one worker, up to the first failure. */
export default defineConfig({
  ...base,
  test: {
    include: ['test/core/**/*.test.ts'],
    setupFiles: ['scripts/mutation/first-failure.ts'],
    // Every run has a process of its own; within it a module is loaded once for all test files.
    isolate: false,
    fileParallelism: false,
    testTimeout: 30_000,
  },
});
