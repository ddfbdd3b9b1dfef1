import type { OrderRow } from '../../core/view/rows.ts';
import { price, quantity } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { age } from '../format/time.ts';
import { listContent } from './list.ts';
import type { Panel } from './panel.ts';

export const orders: Panel = {
  title: 'Orders',
  present: (input) => {
    const { view } = input;
    if (view.orders.length === 0)
      return { body: [[{ text: 'No open orders. What the strategies do: press 6', tone: 'dim' }]] };
    const columns: readonly Column<OrderRow>[] = [
      { title: 'Instrument', rank: 0, max: 18, cell: (row) => ({ text: row.instrument, bold: true }) },
      { title: 'Side', rank: 1, min: 4, cell: (row) => row.side },
      { title: 'Type', rank: 6, max: 12, cell: (row) => row.type },
      { title: 'Role', rank: 4, max: 10, cell: (row) => row.role },
      { title: 'Price', rank: 0, align: 'right', min: 9, cell: (row) => price(row.price) },
      { title: 'Quantity', rank: 2, align: 'right', cell: (row) => quantity(row.quantity) },
      { title: 'Filled', rank: 5, align: 'right', cell: (row) => quantity(row.filled) },
      { title: 'State', rank: 3, max: 18, cell: (row) => row.state },
      { title: 'Strategy', rank: 7, max: 16, cell: (row) => row.strategy },
      {
        title: 'Age',
        rank: 8,
        align: 'right',
        min: 5,
        cell: (row) => age(view.nowMs - row.createdMs),
        key: (row) => -row.createdMs,
      },
      { title: 'Id', rank: 9, max: 24, cell: (row) => row.id },
      { title: 'Reason', rank: 10, max: 40, cell: (row) => row.reason ?? '' },
    ];
    return listContent(input, 'orders', columns, view.orders, ({ id }) => id);
  },
};
