import type { TaskRow } from '../../core/view/bot.ts';
import type { Segment } from '../format/line.ts';
import { type Column, table } from '../format/table.ts';
import type { Panel } from './panel.ts';

export const tasks: Panel = {
  title: 'Tasks',
  present: ({ view, width }) => {
    if (view.tasks.length === 0) return { body: [[{ text: 'No supervised tasks', tone: 'dim' }]] };
    const columns: readonly Column<TaskRow>[] = [
      { title: 'Task', rank: 0, max: 24, cell: (row) => row.name },
      { title: 'State', rank: 0, cell: stateCell },
      { title: 'Restarts', rank: 1, align: 'right', cell: (row) => String(row.restarts) },
      { title: 'Reason', rank: 2, max: 60, cell: (row) => ({ text: row.reason ?? '', tone: 'dim' }) },
    ];
    const { head, body } = table(columns, view.tasks, width);
    return { head: [head], body, note: String(view.tasks.length) };
  },
};

function stateCell({ state }: TaskRow): Segment {
  if (state === 'failed') return { text: 'FAILED', tone: 'bad', bold: true };
  return state === 'running' ? { text: state } : { text: state, tone: 'warn' };
}
