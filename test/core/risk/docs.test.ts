import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RULES } from '../../../src/core/risk/rules/index.ts';

it('docs/risk.md lists every rule, in the order in which the gate asks', () => {
  const text = readFileSync(new URL('../../../docs/risk.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+) \| `([a-z-]+)` \| ([^|]*) \|/gm)];
  expect(rows.map(([, number, name]) => [Number(number), name])).toEqual(
    RULES.map(({ name }, index) => [index + 1, name]),
  );
  for (const [, , name, ids] of rows) {
    expect(ids).toContain(RULES.find((rule) => rule.name === name)?.requirement);
  }
});
