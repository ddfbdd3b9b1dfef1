import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyState, restoreInto } from '../../../src/sdk/index.ts';

/** Any plain state: what `structuredClone` makes of it is the oracle. */
const plain = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt(),
  ),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-e]{1,2}$/), tie('node'), { maxKeys: 4 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), tie('node')), { maxLength: 4 }).map((e) => new Map(e)),
    fc.array(fc.integer({ min: 0, max: 9 })).map((e) => new Set(e)),
    fc.array(fc.double(), { minLength: 2, maxLength: 4 }).map((e) => Float64Array.from(e)),
  ),
})).node;
const record = fc.dictionary(fc.stringMatching(/^[a-e]$/), plain);

describe('restoreInto', () => {
  it('makes any state equal to any other, key order included, and shares nothing with it', () => {
    fc.assert(
      fc.property(record, record, (before, after) => {
        const target = structuredClone(before);
        const source = structuredClone(after);
        const expected = structuredClone(after);
        restoreInto(target, source);
        expect(target).toStrictEqual(expected);
        expect(source).toStrictEqual(expected);
        expect(Object.keys(target)).toEqual(Object.keys(after));
        restoreInto(target, {});
        expect(source).toStrictEqual(expected);
      }),
    );
  });

  it('keeps the identity of what stands at the same place in both', () => {
    const state = {
      nested: { ema: { value: 1 } },
      list: [{ n: 1 }, { n: 2 }, { n: 3 }],
      window: new Float64Array([1, 2]),
      map: new Map([['a', { n: 1 }]]),
      set: new Set([1]),
    };
    const { nested, list, window, map, set } = state;
    const [ema, first, inMap] = [nested.ema, list[0], map.get('a')];
    restoreInto(state, {
      nested: { ema: { value: 9 } },
      list: [{ n: 7 }],
      window: new Float64Array([8, 9]),
      map: new Map([
        ['b', { n: 5 }],
        ['a', { n: 6 }],
      ]),
      set: new Set([4, 2]),
    });
    expect([nested.ema, list[0], map.get('a')]).toEqual([{ value: 9 }, { n: 7 }, { n: 6 }]);
    expect(nested.ema).toBe(ema);
    expect(list[0]).toBe(first);
    expect(map.get('a')).toBe(inMap);
    expect([state.nested, state.list, state.window, state.map, state.set]).toEqual([
      nested,
      list,
      window,
      map,
      set,
    ]);
    expect(state.window).toBe(window);
    expect([...map.keys()]).toEqual(['b', 'a']);
    expect([...set]).toEqual([4, 2]);
    expect(list).toHaveLength(1);
  });

  it('keeps one object in two places one object, and the identity of its place', () => {
    const state: { current?: object; items: { n: number }[] } = { items: [{ n: 0 }, { n: 0 }] };
    const second = state.items[1];
    const items = [{ n: 1 }, { n: 2 }];
    restoreInto(state, structuredClone({ current: items[1] as object, items }));
    expect(state.items[1]).toBe(second);
    expect(state.current).toBe(second);
    expect(second).toEqual({ n: 2 });
  });

  it('restores a state that contains itself', () => {
    const source: { self?: object; n: number } = { n: 2 };
    source.self = source;
    const target: { self?: object; n: number } = { n: 1 };
    restoreInto(target, source);
    expect(target.self).toBe(target);
  });

  it('replaces what cannot be filled in place', () => {
    const state = { a: Object.freeze({ n: 1 }), b: new Float64Array(2), c: [1] as object, d: 1 as unknown };
    restoreInto(state, { a: { n: 2 }, b: new Float64Array(3), c: { n: 3 }, d: { n: 4 } });
    expect(state).toStrictEqual({ a: { n: 2 }, b: new Float64Array(3), c: { n: 3 }, d: { n: 4 } });
  });

  it.each([
    ['a function', { a: [{ f: () => 1 }] }, 'state.a.0.f'],
    ['a date', { at: new Date(0) }, 'state.at'],
    ['a class instance', { x: new (class Thing {})() }, 'state.x'],
    ['a promise', { x: Promise.resolve() }, 'state.x'],
    ['a map keyed by objects', { m: new Map([[{}, 1]]) }, 'state.m'],
    ['a set of objects', { m: new Set([{}]) }, 'state.m'],
    [
      'a key that would change the prototype',
      JSON.parse('{"a":{"__proto__":{"x":1}}}') as object,
      'state.a.__proto__',
    ],
  ])('refuses %s by its place and changes nothing', (_, source, where) => {
    const state = { a: 1 };
    expect(() => restoreInto(state, source)).toThrow(
      expect.objectContaining({ code: 'BOTRC_STATE_NOT_PLAIN', detail: expect.objectContaining({ where }) }),
    );
    expect(state).toEqual({ a: 1 });
    expect(() => copyState(source)).toThrow(expect.objectContaining({ code: 'BOTRC_STATE_NOT_PLAIN' }));
  });

  it('refuses a root of another kind', () => {
    expect(() => restoreInto([], {})).toThrow(expect.objectContaining({ code: 'BOTRC_STATE_NOT_PLAIN' }));
  });
});

describe('copyState', () => {
  it('equals what structuredClone makes', () => {
    fc.assert(
      fc.property(record, (state) => {
        const copy = copyState(state);
        expect(copy).toStrictEqual(structuredClone(state));
        expect(copy).not.toBe(state);
      }),
    );
  });
});
