import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ledgerProperty } from '../core/ledger-property.ts';

const RUNS = Number(process.env.BOTRC_TORTURE_RUNS ?? 100_000);

it(
  `the ledger equals its oracle to the last unit over ${RUNS} random accounts`,
  () => {
    const result = fc.check(ledgerProperty, { numRuns: RUNS, seed: 77 });
    if (result.failed) throw new Error(fc.defaultReportMessage(result));
    expect(result.numRuns).toBe(RUNS);
  },
  Math.max(600_000, RUNS * 20),
);
