import { expect, it } from 'vitest';
import { editDistance, nearest, suggestion } from '../../../src/runtime/config/nearest.ts';

it.each([
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['same', 'same', 0],
  ['flaw', 'lawn', 2],
])('%s and %s are %d apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

it('finds what was meant, and nothing where all is far', () => {
  const profiles = ['demo', 'demo-vwap', 'bybit-paper'];
  expect(nearest('dmeo', profiles)).toBe('demo');
  expect(nearest('BYBIT-PAPER', profiles)).toBe('bybit-paper');
  expect(nearest('bybitpapr', profiles)).toBe('bybit-paper');
  expect(nearest('zzz', profiles)).toBeUndefined();
  expect(nearest('x'.repeat(1_000_000), profiles)).toBeUndefined();
});

it('suggests, or lists', () => {
  expect(suggestion('dmeo', ['demo'], 'profiles')).toBe('Did you mean "demo"?');
  expect(suggestion('zzz', ['demo', 'x'], 'profiles')).toBe('Known profiles: demo, x.');
  expect(suggestion('zzz', [], 'profiles')).toBe('There are no profiles.');
  const many = Array.from({ length: 12 }, (_, i) => `profile-${i}`);
  expect(suggestion('zzz', many, 'profiles')).toMatch(/profile-9, and 2 more\.$/);
});
