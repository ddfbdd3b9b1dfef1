import { expect, it } from 'vitest';
import { inRange } from '../../../src/runtime/plugins/sdk-range.ts';

it.each([
  ['1.4.2', '^1', true],
  ['1.4.2', '^1.4', true],
  ['1.4.2', '^1.5', false],
  ['1.4.2', '^1.4.3', false],
  ['2.0.0', '^1', false],
  ['0.2.9', '^0.2.3', true],
  ['0.3.0', '^0.2.3', false],
  ['0.0.3', '^0.0.3', true],
  ['0.0.4', '^0.0.3', false],
  ['0.9.0', '^0', true],
  ['1.4.2', '~1.4', true],
  ['1.5.0', '~1.4.1', false],
  ['1.9.0', '~1', true],
  ['1.4.2', '1.4.2', true],
  ['1.4.3', '=1.4.2', false],
  ['1.4.2', '1.x', true],
  ['1.4.2', '1.4.X', true],
  ['2.0.0', '1', false],
  ['9.9.9', '*', true],
  ['1.4.2', '>=1.2 <2', true],
  ['2.0.0', '>=1.2 <2', false],
  ['1.4.2', '>= 1.2 < 1.4', false],
  ['1.4.2', '>1.4', false],
  ['1.5.0', '>1.4', true],
  ['1.4.9', '<=1.4', true],
  ['1.4.2', '^2 || ^1', true],
  ['1.4.2', '^2 || ~0.9', false],
  ['1.4.2', 'latest', undefined],
  ['1.4.2', '', undefined],
  ['1.4.2', '^1 || next', undefined],
  ['one', '^1', undefined],
])('%s in %s: %s', (version, range, expected) => {
  expect(inRange(version, range)).toBe(expected);
});
