import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { drawPlaces, EXCLUDED } from './places.ts';

/** Share of mutants that the tests have to notice, in percent. */
const SCORE = 85;
/** Where money is decided on and booked. */
const ROOMS = ['src/core/orders/**/*.ts', 'src/core/risk/**/*.ts', 'src/core/portfolio/**/*.ts'];

/**
 * Changes the program in small ways, one at a time, and asks whether a test notices: `npm run mutation`, or after `--`
 * `--files GLOB` (may be repeated), `--sample N` places drawn by `--seed S`, `--workers N`. Survivors are printed, and
 * stand in .mutation/report.json with all others. Exit code 1 where a whole run scores less than 85 %.
 */
const { values } = parseArgs({
  options: {
    files: { type: 'string', multiple: true, default: ROOMS },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
  },
});
const { files, sample, seed, workers } = values;
const mutate = sample === undefined ? files : await drawPlaces(files, Number(sample), seed);
const results = await new Stryker({
  mutate,
  mutator: { plugins: null, excludedMutations: [...EXCLUDED] },
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: Number(workers),
  // Endless loops are found by counting; this is for what only waits, and must not count a busy machine as a find.
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 15,
  // It would be read by the API of an older compiler.
  tsconfigFile: 'none',
  ignorePatterns: ['dist', '.mutation', 'src/*/dist', 'plugins/*/dist', 'strategies/*/dist'],
  tempDirName: '.mutation/sandbox',
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.mutation/report.json' },
  allowConsoleColors: false,
}).runMutationTest();

const judged = results.filter(({ status }) => status !== 'Ignored' && !status.endsWith('Error'));
const noticed = judged.filter(({ status }) => status === 'Killed' || status === 'Timeout');
const score = judged.length === 0 ? 0 : (100 * noticed.length) / judged.length;
process.stdout.write(`${noticed.length} of ${judged.length} mutants were noticed: ${score.toFixed(1)} %\n`);
if (sample === undefined && score < SCORE) process.exitCode = 1;
