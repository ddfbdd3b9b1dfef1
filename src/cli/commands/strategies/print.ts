import type { StrategiesRow } from '../../../core/view/calls.ts';
import type { Output } from '../../output.ts';
import { table } from '../../table.ts';

export function printStrategies(rows: readonly StrategiesRow[], output: Output): void {
  const cells = rows.map((row) => [
    `${row.name} ${row.version}`,
    row.state,
    row.instruments.join(','),
    `share ${row.riskShare}`,
    row.from,
    Object.entries(row.params)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(' '),
    row.positions.length === 0 ? '' : `holds ${row.positions.join(',')}`,
    row.reason ?? '',
  ]);
  for (const line of table(cells)) output.line(line);
}
