import type { BotView } from '../../core/view/bot.ts';
import { type Line, wrapText } from '../format/line.ts';
import { price, quantity } from '../format/number.ts';

/** What became of orders after something was asked for: followed until none of them is open. */

/** Ids of every order that is known now; what comes later was caused since. */
export function knownOrders({ orders, fills }: BotView): readonly string[] {
  return [...orders.map(({ id }) => id), ...fills.map(({ orderId }) => orderId)];
}

const MAX_ROWS = 6;

/** Orders and fills of one strategy on one instrument that came after `known`, as rows. */
export function followLines(
  view: BotView,
  known: readonly string[],
  { instrument, strategy }: { readonly instrument: string; readonly strategy: string },
  width: number,
): readonly Line[] {
  const isNew = (id: string, row: { readonly instrument: string; readonly strategy: string }): boolean =>
    row.instrument === instrument && row.strategy === strategy && !known.includes(id);
  const open = view.orders.filter((row) => isNew(row.id, row));
  const filled = view.fills.filter((row) => isNew(row.orderId, row));
  const texts = [
    ...filled.map((row) => `${row.role} ${row.side} ${quantity(row.quantity)} filled at ${price(row.price)}`),
    ...open.map((row) => {
      const part = Number(row.filled) > 0 ? `${quantity(row.filled)} of ` : '';
      return `${row.role} ${row.side} ${part}${quantity(row.quantity)} at ${price(row.price)}: ${row.state}`;
    }),
  ];
  return texts
    .slice(-MAX_ROWS)
    .flatMap((text) => wrapText(`  ${text}`, width, 1).map((row): Line => [{ text: row }]));
}
