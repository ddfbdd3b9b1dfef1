import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/core/codec.ts';

/** Plain data with what JSON has no word for at any depth, tags of outside origin included. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'value' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom('$', 'v', 'a'), fc.string({ maxLength: 3 })), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
  ),
}));

describe('the text of facts, events and effects', () => {
  it('brings back what it was made of', () => {
    fc.assert(
      fc.property(value, (data) => {
        expect(decode(encode(data))).toEqual(data);
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });

  it('is JSON as it is where nothing in it needs a tag', () => {
    const bare = { a: [1, 'x', { b: null, c: undefined }], d: true };
    expect(encode(bare)).toBe('{"a":[1,"x",{"b":null}],"d":true}');
    expect(encode({ ...bare, e: 5n })).toBe('{"a":[1,"x",{"b":null}],"d":true,"e":{"$":"n","v":"5"}}');
  });
});
