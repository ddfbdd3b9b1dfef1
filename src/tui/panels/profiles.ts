import type { Calls } from '../../core/view/calls.ts';
import { type Column, table } from '../format/table.ts';
import { cannotAct } from '../state.ts';
import type { Panel } from './panel.ts';

type ProfileRow = Calls['profiles']['result'][number];

export const profiles: Panel = {
  title: 'Profiles',
  present: ({ view, state, width }) => {
    if (state.profiles.at === 'failed') {
      const { code, message } = state.profiles.error;
      return { body: [[{ text: `${message} (${code}). Ask again: press 7`, tone: 'bad' }]] };
    }
    if (state.profiles.at !== 'known')
      return { body: [[{ text: 'The bot was not asked for its profiles yet: press 7', tone: 'dim' }]] };
    const { rows } = state.profiles;
    const columns: readonly Column<ProfileRow>[] = [
      {
        title: '  Profile',
        rank: 0,
        max: 28,
        cell: (row) => {
          const chosen = row === rows[state.cursors.profiles ?? 0];
          return { text: `${chosen ? '▸' : ' '} ${row.name}`, bold: chosen };
        },
      },
      { title: 'Now', rank: 1, cell: (row) => (row.name === view.head.profile ? 'running' : '') },
      { title: 'Description', rank: 2, max: 50, cell: (row) => row.description },
      { title: 'From', rank: 3, max: 40, cell: (row) => ({ text: row.source, tone: 'dim' }) },
    ];
    const { head, body } = table(columns, rows, width);
    const note = cannotAct(state) ? String(rows.length) : 'Enter: what a switch would change';
    return { head: [head], body, cursor: state.cursors.profiles ?? 0, note };
  },
};
