import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exchangeMatrix, exchangeSuite } from '../../src/sdk/testkit/index.ts';

describe('docs/exchanges.md', () => {
  it('lists every case of the exchange suite, under its area, with what it asks', () => {
    const listed = readFileSync('docs/exchanges.md', 'utf8')
      .split('\n')
      .filter((line) => /^### |^\| EX-/.test(line));
    expect(listed).toEqual(
      exchangeMatrix.flatMap(({ area, cases }) => [
        `### ${area}`,
        ...cases.map(({ id, title }) => `| ${id} | ${title} |`),
      ]),
    );
  });

  it('has numbers that are each one case, ascending', () => {
    const ids = exchangeSuite.map(({ id }) => id);
    expect([...new Set(ids)].sort()).toEqual(ids);
  });
});
