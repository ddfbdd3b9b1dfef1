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
/** A busy machine may take many times as long as an idle one. */
const PATIENCE = Math.max(600_000, RUNS * 150);

describe('the simulated venue', () => {
  it(`conserves cash and contracts over ${RUNS} lives`, () => conserves(RUNS), PATIENCE);
  it(`keeps its books over ${RUNS} lives`, () => keepsBooks(RUNS), PATIENCE);
  it(`agrees with the core over ${RUNS} lives`, () => agreesWithCore(RUNS), PATIENCE);
  it(`keeps margins over ${RUNS} lives`, () => keepsMargin(RUNS), PATIENCE);
  it(`tells of one piece over ${RUNS} lives`, () => tellsOnePiece(RUNS), PATIENCE);
  it(`can be copied in ${RUNS} lives`, () => canBeCopied(RUNS), PATIENCE);
  it(`matches the naive book over ${RUNS} streams`, () => matchesReference(RUNS), PATIENCE);
});
