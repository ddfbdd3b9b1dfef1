import { parseBig } from '@botrc/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, exactDouble, exactNumber, rounded, textOf } from '../src/exact.ts';

const digits = fc.stringMatching(/^\d{1,18}$/);
const decimal = fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}`);

describe('numbers that ccxt read', () => {
  it('come out as the very decimal that went in, whatever a double can hold (N-1)', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(parseBig(textOf(exactNumber(text)), 20)).toBe(parseBig(text, 20));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('are doubles only where the double is the decimal', () => {
    expect(exactNumber('65114.30')).toBe(65114.3);
    expect(exactNumber('0.1')).toBe(0.1);
    expect(exactNumber('9007199254740993')).toBe('9007199254740993');
    expect(exactNumber('0.12345678901234567891')).toBe('0.12345678901234567891');
  });

  it('are nothing to ccxt where a size is zero: by that its books delete a level', () => {
    for (const zero of ['0', '0.000', '-0', '0e-8', 0]) expect(exactNumber(zero)).toBe(0);
  });

  it('may be written with an exponent', () => {
    expect(textOf('1.50e-7')).toBe('0.00000015');
    expect(textOf(1e-7)).toBe('0.0000001');
    expect(textOf(1.5e21)).toBe('1500000000000000000000');
    expect(decimalsOf('1e-8')).toBe(8);
  });

  it('are refused where they are none', () => {
    for (const none of ['', 'abc', '1.2.3', '0x10', 'Infinity', '1e999', undefined, null, {}]) {
      expect(exactNumber(none)).toBeNaN();
      expect(() => textOf(none)).toThrow('not a decimal number');
    }
  });

  it('are rounded where that is said, half away from zero', () => {
    expect(rounded('0.00000000000055', 12)).toBe(1n);
    expect(rounded('-1.25', 1)).toBe(-13n);
  });

  it('are not sent where a double would change them', () => {
    expect(exactDouble('0.001')).toBe(0.001);
    expect(() => exactDouble('9007199254740993')).toThrow('exactly');
  });
});
