import type { PositionRow } from '../../core/view/rows.ts';
import { cash, gainTone, price, quantity } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { age } from '../format/time.ts';
import { listContent } from './list.ts';
import type { Panel, PanelInput } from './panel.ts';

export const positions: Panel = {
  title: 'Positions',
  present: (input) => {
    const rows = input.view.positions;
    if (rows.length === 0) return { body: [[{ text: whyNone(input), tone: 'dim' }]] };
    return listContent(input, 'positions', columns(input), rows, positionId);
  },
};

/** What `bot explain` names it by. */
export function positionId({ instrument, strategy }: PositionRow): string {
  return `${instrument}/${strategy}`;
}

function columns({ view }: PanelInput): readonly Column<PositionRow>[] {
  const { currency } = view.account;
  return [
    { title: 'Instrument', rank: 0, max: 18, cell: (row) => ({ text: row.instrument, bold: true }) },
    { title: 'Side', rank: 1, min: 5, cell: (row) => row.side },
    { title: 'Quantity', rank: 2, align: 'right', cell: (row) => quantity(row.quantity) },
    { title: 'Entry', rank: 4, align: 'right', min: 9, cell: (row) => price(row.entryPrice) },
    { title: 'Mark', rank: 3, align: 'right', min: 9, cell: (row) => price(row.markPrice) },
    {
      title: 'PnL',
      rank: 0,
      align: 'right',
      min: 9,
      cell: ({ unrealizedPnl }) => ({
        text: cash(unrealizedPnl, currency, true),
        ...gainTone(unrealizedPnl),
      }),
    },
    { title: 'Stop', rank: 5, align: 'right', min: 9, cell: stopCell },
    { title: 'Targets', rank: 8, max: 22, cell: (row) => row.targets.map(price).join(' ') },
    { title: 'Strategy', rank: 6, max: 16, cell: (row) => row.strategy },
    {
      title: 'Age',
      rank: 7,
      align: 'right',
      min: 5,
      cell: (row) => age(view.nowMs - row.openedMs),
      key: (row) => -row.openedMs,
    },
  ];
}

/** A stop that only the core knows is marked: the venue would not execute it. */
function stopCell({ stop, stopAt }: PositionRow): ReturnType<Column<PositionRow>['cell']> {
  if (stop === null) return { text: 'none!', tone: 'warn', bold: true };
  return stopAt === 'venue' ? price(stop) : { text: `${price(stop)}!`, tone: 'warn' };
}

function whyNone({ view }: PanelInput): string {
  const orders = view.orders.length;
  if (orders > 0) return `No positions. ${orders} open order${orders === 1 ? '' : 's'}: press 3`;
  if (view.head.state === 'paused' || view.head.state === 'halted') {
    return `No positions, and no new ones while ${view.head.state}: press 5`;
  }
  if (view.strategies.some((row) => row.state === 'warming')) {
    return 'No positions. Strategies are warming up: press 5';
  }
  return 'No positions. What the strategies do: press 6';
}
