import { describe, expect, it } from 'vitest';
import { withoutAmbient } from '../../../src/sdk/testkit/purity.ts';

describe('withoutAmbient', () => {
  it.each<[string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date().getFullYear()],
    ['Date()', () => Date()],
    ['Math.random', () => Math.random()],
    ['performance', () => performance.now()],
    ['setTimeout', () => setTimeout(() => undefined)],
    ['queueMicrotask', () => queueMicrotask(() => undefined)],
    ['fetch', () => fetch('http://localhost')],
    ['process', () => process.hrtime()],
    ['crypto', () => crypto.randomUUID()],
  ])('refuses %s by name', (name, touch) => {
    expect(() => withoutAmbient(touch)).toThrow(`the plugin touched ${name}:`);
  });

  it('lets known times be read and all other things be used', () => {
    const text = withoutAmbient(() => new Date(0).toISOString() + Date.UTC(1970, 0, 1) + Math.max(1, 2));
    expect(text).toBe('1970-01-01T00:00:00.000Z02');
  });

  it('puts everything back as it was, after a failure too', () => {
    const look = (): unknown[] =>
      (['Date', 'setTimeout', 'performance', 'fetch', 'process', 'crypto'] as const)
        .map((name): unknown => Object.getOwnPropertyDescriptor(globalThis, name))
        .concat(Object.getOwnPropertyDescriptor(Math, 'random'));
    const before = look();
    expect(withoutAmbient(() => 7)).toBe(7);
    expect(() =>
      withoutAmbient(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(look()).toEqual(before);
  });
});
