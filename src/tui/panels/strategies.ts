import type { StrategyRow } from '../../core/view/rows.ts';
import type { Segment } from '../format/line.ts';
import { cash, gainTone } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { listContent } from './list.ts';
import type { Panel } from './panel.ts';

export const strategies: Panel = {
  title: 'Strategies',
  present: (input) => {
    const { view } = input;
    if (view.strategies.length === 0) {
      return { body: [[{ text: 'This profile has no strategies. Choose another: press 7', tone: 'dim' }]] };
    }
    const { currency } = view.account;
    const columns: readonly Column<StrategyRow>[] = [
      { title: 'Strategy', rank: 0, max: 18, cell: (row) => ({ text: row.name, bold: true }) },
      { title: 'State', rank: 0, min: 7, cell: stateCell },
      { title: 'Instruments', rank: 5, max: 20, cell: (row) => row.instruments.join(' ') },
      {
        title: 'Realized',
        rank: 1,
        align: 'right',
        min: 9,
        cell: ({ realizedPnl }) => ({ text: cash(realizedPnl, currency, true), ...gainTone(realizedPnl) }),
      },
      { title: 'Signals', rank: 2, align: 'right', cell: (row) => String(row.signals) },
      { title: 'Refused', rank: 3, align: 'right', cell: (row) => String(row.refused) },
      { title: 'Version', rank: 6, max: 10, cell: (row) => row.version },
      { title: 'Last refusal', rank: 4, max: 40, cell: (row) => ({ text: row.reason ?? '', tone: 'dim' }) },
    ];
    return listContent(input, 'strategies', columns, view.strategies, ({ name }) => name);
  },
};

function stateCell({ state, warmup }: StrategyRow): Segment {
  if (state === 'warming') return { text: `warming ${warmup.have}/${warmup.need}`, tone: 'warn' };
  return state === 'stopped' ? { text: 'STOPPED', tone: 'bad', bold: true } : { text: state };
}
