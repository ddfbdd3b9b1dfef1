import { describe, it } from 'vitest';
import {
  agreesWithCore,
  canBeCopied,
  conserves,
  keepsBooks,
  keepsMargin,
  tellsOnePiece,
} from '../sim/life-properties.ts';
import { matchesReference } from '../sim/reference-property.ts';

/** The properties that CI tries a thousand times, as often as BOTRC_TORTURE_RUNS says: 100,000 by default. */
const RUNS = Number(process.env.BOTRC_TORTURE_RUNS ?? 100_000);
const MINUTES = 60_000;

describe('the simulated venue', () => {
  it(`conserves cash and contracts over ${RUNS} lives`, () => conserves(RUNS), 30 * MINUTES);
  it(`keeps its books over ${RUNS} lives`, () => keepsBooks(RUNS), 30 * MINUTES);
  it(`agrees with the core over ${RUNS} lives`, () => agreesWithCore(RUNS), 30 * MINUTES);
  it(`keeps margins over ${RUNS} lives`, () => keepsMargin(RUNS), 30 * MINUTES);
  it(`tells of one piece over ${RUNS} lives`, () => tellsOnePiece(RUNS), 30 * MINUTES);
  it(`can be copied in ${RUNS} lives`, () => canBeCopied(RUNS), 30 * MINUTES);
  it(`matches the naive book over ${RUNS} streams`, () => matchesReference(RUNS), 30 * MINUTES);
});
