import type { MarketRow } from '../../core/view/rows.ts';
import { gainTone, percent, price } from '../format/number.ts';
import { type Column, table } from '../format/table.ts';
import { age } from '../format/time.ts';
import { chosenMarket } from './instrument.ts';
import type { Panel } from './panel.ts';

export const ticker: Panel = {
  title: 'Instruments',
  present: ({ view, state, width }) => {
    const chosen = chosenMarket(view, state.instrument);
    if (chosen === undefined) return { body: [[{ text: 'No market data yet', tone: 'dim' }]] };
    const columns: readonly Column<MarketRow>[] = [
      {
        title: '  Instrument',
        rank: 0,
        max: 20,
        cell: (row) => ({ text: `${row === chosen ? '▸' : ' '} ${row.instrument}`, bold: row === chosen }),
      },
      { title: 'Last', rank: 0, align: 'right', min: 9, cell: (row) => price(row.last) },
      {
        title: 'Change',
        rank: 1,
        align: 'right',
        min: 7,
        cell: ({ changeFraction }) => ({
          text: percent(changeFraction, true),
          ...gainTone(changeFraction === null ? null : String(changeFraction)),
        }),
      },
      { title: 'Bid', rank: 2, align: 'right', min: 9, cell: (row) => price(row.bid) },
      { title: 'Ask', rank: 2, align: 'right', min: 9, cell: (row) => price(row.ask) },
      { title: 'Mark', rank: 3, align: 'right', min: 9, cell: (row) => price(row.mark) },
      {
        title: 'Age',
        rank: 4,
        align: 'right',
        min: 5,
        cell: ({ updatedMs }) => (updatedMs === null ? 'never' : age(view.nowMs - updatedMs)),
      },
    ];
    const { head, body } = table(columns, view.market, width);
    return { head: [head], body, cursor: view.market.indexOf(chosen), note: String(view.market.length) };
  },
};
