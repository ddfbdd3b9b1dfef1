import { describe, expect, it } from 'vitest';
import { KNOWN_CODES, meaningOf } from '../src/private/codes.ts';

describe('return codes (E-5)', () => {
  it.each([
    [10_000, 'unknown'],
    [10_006, 'unknown'],
    [10_016, 'unknown'],
    [10_019, 'unknown'],
    [10_403, 'unknown'],
    [10_429, 'unknown'],
    [429, 'unknown'],
    [20_003, 'unknown'],
    [20_006, 'unknown'],
    [170_001, 'unknown'],
    [170_005, 'unknown'],
    [170_007, 'unknown'],
    [170_032, 'unknown'],
    [500_000, 'unknown'],
    [110_025, 'done'],
    [110_043, 'done'],
    [10_001, 'refused'],
    [10_002, 'refused'],
    [10_003, 'refused'],
    [10_004, 'refused'],
    [10_005, 'refused'],
    [110_001, 'refused'],
    [110_007, 'refused'],
    [110_017, 'refused'],
    [110_072, 'refused'],
    [110_094, 'refused'],
  ])('%i is %s', (code, verdict) => expect(meaningOf(code, '').verdict).toBe(verdict));

  it('each have a sentence for the operator, and only doubt, limits and the clock are worth another attempt', () => {
    expect(KNOWN_CODES.length).toBeGreaterThan(150);
    expect(new Set(KNOWN_CODES).size).toBe(KNOWN_CODES.length);
    for (const code of KNOWN_CODES) {
      const { text, verdict, retry } = meaningOf(code, '');
      expect(text, String(code)).toMatch(/^[A-Z].{10,}[^.]$/);
      if (retry === 'later' || retry === 'after-limit') expect(verdict, String(code)).toBe('unknown');
    }
  });

  it('that nobody knows are in doubt, and alerted', () => {
    expect(meaningOf(987_654, 'new')).toMatchObject({ verdict: 'unknown', alert: true, level: 'error' });
  });

  it('of a wrong parameter is no refusal where the amend changed nothing', () => {
    const words = 'The order remains unchanged as the parameters entered match the existing ones.';
    expect(meaningOf(10_001, words).verdict).toBe('done');
  });
});
