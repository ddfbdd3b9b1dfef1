import { type Fact, flow } from '../format/flow.ts';
import type { Line } from '../format/line.ts';
import { price, quantity } from '../format/number.ts';
import { age } from '../format/time.ts';
import type { TuiState } from '../state.ts';

/** One open order as it stands now. Nothing for one that is final: the chain below tells of it. */
export function orderLines(id: string, { view }: TuiState, width: number): readonly Line[] {
  const row = view?.orders.find((order) => order.id === id);
  if (view === null || row === undefined) return [];
  const fact = (label: string, text: string): Fact => ({ label, value: { text } });
  const facts: readonly Fact[] = [
    {
      label: row.side.toUpperCase(),
      value: { text: `${quantity(row.quantity)} ${row.instrument}`, bold: true },
    },
    fact('Role', row.role),
    fact('Type', row.type),
    fact('Price', price(row.price)),
    fact('Filled', `${quantity(row.filled)} of ${quantity(row.quantity)}`),
    fact('State', row.state),
    fact('Age', age(view.nowMs - row.createdMs)),
    ...(row.reason === null ? [] : [fact('Reason', row.reason)]),
  ];
  return flow(facts, width);
}
