import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const ARCHIVE = fileURLToPath(
  new URL('../../../shared/data/indicator_oracle_stock_indicators.tar.gz', import.meta.url),
);
/** Why the recorded results cannot be compared with, or undefined. */
export const MISSING: string | undefined = existsSync(ARCHIVE)
  ? undefined
  : 'the recorded results of Stock.Indicators are not on this machine';

export interface Quote {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const read = (name: string): string => execFileSync('tar', ['xzOf', ARCHIVE, name], { encoding: 'utf8' });

/** `default`: 502 ordinary bars; `bad`: what no market ever sent; `zeros`: nothing but zeros. */
export const readQuotes = (name: 'default' | 'bad' | 'zeros'): Quote[] =>
  read(`quotes/${name}.csv`)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, open, high, low, close, volume] = line.split(',').map(Number) as number[];
      return { open, high, low, close, volume } as Quote;
    });

/** One field of a recorded result, with null as undefined. */
export const readResult = (name: string, field: string): (number | undefined)[] =>
  (JSON.parse(read(`results/${name}.standard.json`)) as Record<string, number | null>[]).map(
    (row) => row[field] ?? undefined,
  );

/** To 1e-9 of what is expected. */
export function expectClose(actual: (number | undefined)[], expected: (number | undefined)[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, want] of expected.entries()) {
    const got = actual[i];
    if (want === undefined || got === undefined) expect([i, got]).toEqual([i, want]);
    else {
      const error = Math.abs(got - want) / (Math.abs(want) || 1);
      expect(error, `sample ${i}: ${got}, expected ${want}`).toBeLessThan(1e-9);
    }
  }
}
