import { describe, it } from 'vitest';
import {
  agreesWithCore,
  canBeCopied,
  conserves,
  keepsBooks,
  keepsMargin,
  tellsOnePiece,
} from './life-properties.ts';

describe('whatever happens to a venue, of whatever kind', () => {
  it('cash and contracts are only moved between its accounts, never made', () => conserves(1_000));
  it('cash is what its fills and fundings say, with what is held at its cost', () => keepsBooks(1_000));
  it('the ledger of the core, told only of the fills, says the same', () => agreesWithCore(1_000));
  it('nothing is held that does not keep its maintenance margin', () => keepsMargin(1_000));
  it('what is told of an order is of one piece', () => tellsOnePiece(1_000));
  it('it can be copied at any moment, and the copy lives the same life', () => canBeCopied(300));
});
