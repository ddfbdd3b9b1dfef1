import { type Column, sorted, table } from '../format/table.ts';
import type { PanelContent, PanelId, PanelInput } from './panel.ts';

/** A panel whose rows can be chosen and sorted. */
export function listContent<Row>(
  { state, width }: PanelInput,
  panel: PanelId,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  idOf: (row: Row) => string,
): PanelContent {
  const sort = state.sorts[panel];
  const shown = sorted(columns, rows, sort);
  const { head, body } = table(columns, shown, width);
  const note = sort === undefined ? '' : `by ${sort.column} ${sort.descending ? '↓' : '↑'}`;
  return {
    head: [head],
    body,
    ids: shown.map(idOf),
    sortable: columns.map(({ title }) => title).filter((title) => title !== ''),
    note,
  };
}
