import { expect, it } from 'vitest';
import { at, foundText, originText, pathText, plain, walk } from '../../../src/runtime/config/located.ts';
import { mergeLocated } from '../../../src/runtime/config/merge.ts';
import { applyOverrides } from '../../../src/runtime/config/overrides.ts';
import { readYamlText } from '../../../src/runtime/config/yaml.ts';

const read = (text: string, file = '/w/p.yml') => readYamlText(text, file, '/w');

it('knows the place of every value and key', () => {
  const root = read('a: 1\nb:\n  - x\n  - {c: "y"}\nempty:\n');
  expect([...walk(root)].map(([path, node]) => `${pathText(path)} ${originText(node.origin, '/w')}`)).toEqual(
    ['a p.yml:1:4', 'b p.yml:3:3', 'b.0 p.yml:3:5', 'b.1 p.yml:4:5', 'b.1.c p.yml:4:9', 'empty p.yml:5:7'],
  );
  expect(originText(at(root, ['b', 1, 'c'])?.keyOrigin ?? root.origin, '/w')).toBe('p.yml:4:6');
  expect(originText(root.origin, '/elsewhere')).toBe('/w/p.yml:1:1');
  expect(plain(root)).toEqual({ a: 1, b: ['x', { c: 'y' }], empty: null });
});

it('reads JSON, and aliases where they are used', () => {
  expect(plain(read('{"a": [1, true, null]}'))).toEqual({ a: [1, true, null] });
  const aliased = read('a: &x {n: 1}\nb: *x\n');
  expect(plain(aliased)).toEqual({ a: { n: 1 }, b: { n: 1 } });
  expect(originText(at(aliased, ['b'])?.origin ?? aliased.origin, '/w')).toBe('p.yml:2:4');
  expect(plain(read(''))).toBeNull();
});

it.each([
  ['a: [1, 2', 'p.yml:1:9'],
  ['a: 1\na: 2', 'p.yml:2:1'],
  ['a: 1\n b: 2', 'p.yml:1:4'],
  ['a: !magic 1', 'p.yml:1:4'],
  ['a: *nothing', 'p.yml:1:4'],
  ['{a: 1}: 2', 'p.yml:1:1'],
  ['a:\n  __proto__: {x: 1}', 'p.yml:2:3'],
  ['a: &a [*a]', 'p.yml:1:7'],
  ['a: 1\n---\nb: 2', 'p.yml:2:1'],
  [`a: ${'['.repeat(60)}${']'.repeat(60)}`, 'p.yml:1:44'],
])('refuses %j at its place', (text, where) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'BOTRC_CONFIG_SYNTAX', detail: expect.objectContaining({ where }) }),
  );
});

it('refuses aliases that fill the memory', () => {
  const lines = Array.from({ length: 9 }, (_, i) => `k${i + 1}: &k${i + 1} [${`*k${i}, `.repeat(9)}]`);
  expect(() => read(`k0: &k0 x\n${lines.join('\n')}`)).toThrow(
    expect.objectContaining({ code: 'BOTRC_CONFIG_SYNTAX' }),
  );
});

it('names what stands somewhere', () => {
  const root = read('[{}, [], null, "a\\u001bb", 1, false]');
  expect((root.value as never[]).map(foundText)).toEqual([
    'a map',
    'a list',
    'nothing',
    '"a b"',
    '1',
    'false',
  ]);
});

it('merges maps, replaces the rest, and a map that names another plugin', () => {
  const base = read('a: {x: 1, y: 2}\nl: [1, 2]\ne: {plugin: demo, options: {speed: 60}}\n', '/w/base.yml');
  const over = read('a: {y: 3}\nl: [9]\ne: {plugin: bybit}\n');
  const merged = mergeLocated(base, over);
  expect(plain(merged)).toEqual({ a: { x: 1, y: 3 }, l: [9], e: { plugin: 'bybit' } });
  expect(originText(at(merged, ['a', 'x'])?.origin ?? merged.origin, '/w')).toBe('base.yml:1:8');
  expect(originText(at(merged, ['a', 'y'])?.origin ?? merged.origin, '/w')).toBe('p.yml:1:8');
  const same = read('e: {plugin: demo, options: {seed: 1}}');
  expect(plain(mergeLocated(base, same))).toMatchObject({ e: { options: { speed: 60, seed: 1 } } });
});

it('lays overrides over, in order', () => {
  const root = read('a: {b: 1}\nl: [{n: 1}]\nempty:\n');
  const set = applyOverrides(root, [
    'a.b=2',
    'a.c=[x, "y"]',
    'l.0.n=3',
    'l.1.n=4',
    'new.deep=true',
    'empty.k=',
    'a.b=5',
  ]);
  expect(plain(set)).toEqual({
    a: { b: 5, c: ['x', 'y'] },
    l: [{ n: 3 }, { n: 4 }],
    empty: { k: null },
    new: { deep: true },
  });
  expect(originText(at(set, ['l', 1, 'n'])?.origin ?? set.origin, '/w')).toBe('--set l.1.n');
  expect(plain(root)).toEqual({ a: { b: 1 }, l: [{ n: 1 }], empty: null });
});

it.each([
  'mode',
  '=x',
  'a..b=1',
  'a.b.c=1',
  'l.2=1',
  'l.x=1',
  'l.-1=1',
  'extends=demo',
  'x=[',
  '__proto__.x=1',
])('refuses the override %s', (text) => {
  expect(() => applyOverrides(read('a: {b: 1}\nl: [1]'), [text])).toThrow(
    expect.objectContaining({ code: 'BOTRC_CONFIG_SET' }),
  );
});
