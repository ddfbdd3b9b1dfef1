import { defineConfig } from 'vitest/config';

/** Where `.ci/run` wants the machine-readable result; unset by hand. */
const report = process.env.BOTRC_TEST_REPORT;

export default defineConfig({
  // In the clone a plugin is its TypeScript source: the "source" condition of its exports.
  resolve: { conditions: ['source', 'node', 'default'] },
  ssr: { resolve: { conditions: ['source', 'node', 'default'], externalConditions: ['source', 'node'] } },
  test: {
    include: ['test/**/*.test.{ts,tsx}', 'plugins/*/test/**/*.test.ts', 'strategies/*/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/torture/**'],
    pool: 'forks',
    // Half of what most wait for is another process, a socket or a terminal: three keep two cores busy.
    maxWorkers: 3,
    // A bound on what hangs, not on what is slow: a busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real processes, sockets and terminals on a machine that does other things too: one more try, and it is printed.
    retry: report === undefined ? 0 : 1,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
