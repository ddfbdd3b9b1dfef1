import { describe, it } from 'vitest';
import { matchesReference } from './reference-property.ts';

describe('matching against a book (E-9)', () => {
  it('makes the fills of a naive book that searches everything every time, in the same order', () => {
    matchesReference(1_000);
  });
});
