import type { FillRow } from '../../core/view/rows.ts';
import { cash, gainTone, price, quantity } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { timeOfDay } from '../format/time.ts';
import { listContent } from './list.ts';
import type { Panel } from './panel.ts';

export const fills: Panel = {
  title: 'Fills',
  present: (input) => {
    const { view } = input;
    if (view.fills.length === 0)
      return { body: [[{ text: 'No fills yet. What the strategies do: press 6', tone: 'dim' }]] };
    const { currency } = view.account;
    const columns: readonly Column<FillRow>[] = [
      { title: 'Time', rank: 2, cell: (row) => timeOfDay(row.timeMs), key: (row) => row.timeMs },
      { title: 'Instrument', rank: 0, max: 18, cell: (row) => ({ text: row.instrument, bold: true }) },
      { title: 'Side', rank: 1, min: 4, cell: (row) => row.side },
      { title: 'Price', rank: 0, align: 'right', min: 9, cell: (row) => price(row.price) },
      { title: 'Quantity', rank: 3, align: 'right', cell: (row) => quantity(row.quantity) },
      {
        title: 'PnL',
        rank: 4,
        align: 'right',
        min: 9,
        cell: ({ realizedPnl }) => ({ text: cash(realizedPnl, currency, true), ...gainTone(realizedPnl) }),
      },
      { title: 'Fee', rank: 6, align: 'right', cell: (row) => cash(row.fee, currency) },
      { title: 'Role', rank: 5, max: 10, cell: (row) => row.role },
      { title: 'Strategy', rank: 7, max: 16, cell: (row) => row.strategy },
      { title: 'Order', rank: 8, max: 24, cell: (row) => row.orderId },
    ];
    return listContent(input, 'fills', columns, view.fills.toReversed(), ({ orderId }) => orderId);
  },
};
