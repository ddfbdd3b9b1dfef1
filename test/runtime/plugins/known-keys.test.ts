import { expect, it } from 'vitest';
import { z } from 'zod';
import { type JsonSchema, keysAt, unknownKeys } from '../../../src/runtime/plugins/known-keys.ts';

function schemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' });
}

const tree: z.ZodType = z.object({
  name: z.string(),
  get below() {
    return z.array(tree);
  },
});

it.each<[string, z.ZodType, unknown, string[]]>([
  ['a plain object', z.object({ a: z.number() }), { a: 1, b: 2 }, ['b']],
  ['an empty object', z.object({}), { a: 1 }, ['a']],
  ['what is below', z.object({ a: z.object({ b: z.number() }) }), { a: { c: 1 } }, ['a.c']],
  [
    'list entries',
    z.object({ l: z.array(z.object({ a: z.number() })) }),
    { l: [{ a: 1 }, { x: 1 }] },
    ['l.1.x'],
  ],
  ['tuples', z.object({ t: z.tuple([z.object({ a: z.number() })]) }), { t: [{ x: 1 }] }, ['t.0.x']],
  [
    'records',
    z.object({ r: z.record(z.string(), z.object({ a: z.number() })) }),
    { r: { any: { x: 1 } } },
    ['r.any.x'],
  ],
  ['open objects', z.looseObject({ a: z.number() }), { b: 1 }, []],
  ['anything', z.object({ a: z.unknown() }), { a: { b: { c: 1 } } }, []],
  ['unions', z.union([z.object({ a: z.number() }), z.object({ b: z.number() })]), { a: 1, c: 1 }, ['c']],
  [
    'unions with plain values',
    z.object({ u: z.union([z.string(), z.object({ a: z.int() })]) }),
    { u: { x: 1 } },
    ['u.x'],
  ],
  ['intersections', z.object({ a: z.int() }).and(z.object({ b: z.int() })), { a: 1, b: 1, c: 1 }, ['c']],
  [
    'optional objects',
    z.object({ o: z.object({ a: z.int() }).nullable().optional() }),
    { o: { x: 1 } },
    ['o.x'],
  ],
  [
    'recursion',
    tree,
    { name: 'x', below: [{ name: 'y', below: [{ nmae: 'z' }] }] },
    ['below.0.below.0.nmae'],
  ],
  ['keys of Object.prototype', z.object({ a: z.int() }), { constructor: 1 }, ['constructor']],
])('finds unknown keys in %s', (_, schema, value, expected) => {
  const found = unknownKeys(value, schemaOf(schema));
  expect(found.map(({ path, key }) => [...path, key].join('.'))).toEqual(expected);
});

it('takes the branch that a constant chooses', () => {
  const schema = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('a'), left: z.int() }),
    z.object({ kind: z.literal('b'), right: z.int() }),
  ]);
  expect(unknownKeys({ kind: 'a', right: 1 }, schemaOf(schema))).toEqual([
    { path: [], key: 'right', known: ['kind', 'left'] },
  ]);
});

it('names the keys at a path', () => {
  const schema = schemaOf(z.object({ l: z.array(z.object({ a: z.int(), b: z.int() })), o: z.int() }));
  expect(keysAt(schema, [])).toEqual(['l', 'o']);
  expect(keysAt(schema, ['l', 3])).toEqual(['a', 'b']);
  expect(keysAt(schema, ['nowhere'])).toEqual([]);
});
