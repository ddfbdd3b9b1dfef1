import type { HeldRow } from '../../core/view/rows.ts';
import { NOTHING, price, quantity } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { age } from '../format/time.ts';
import { botNowMs } from '../state.ts';
import { listContent } from './list.ts';
import type { Panel } from './panel.ts';

/** Signals that wait: for the operator's word (E-7), or for the end of a block, each with its timer. */
export const signals: Panel = {
  title: 'Waiting signals',
  present: (input) => {
    const { view, state } = input;
    const { held, refusals } = view.signals;
    if (held.length === 0) {
      const last = refusals[0];
      const text =
        last === undefined
          ? 'No signal waits'
          : `No signal waits. Refused most: ${last.rule}, ${last.count} times`;
      return { body: [[{ text, tone: 'dim' }]] };
    }
    const nowMs = botNowMs(state, view);
    const columns: readonly Column<HeldRow>[] = [
      { title: 'Instrument', rank: 0, max: 18, cell: (row) => ({ text: row.instrument, bold: true }) },
      { title: 'Side', rank: 0, min: 4, cell: (row) => row.side },
      { title: 'Waits for', rank: 1, min: 10, cell: (row) => waitsFor(row, nowMs) },
      {
        title: 'Expires',
        rank: 2,
        align: 'right',
        min: 7,
        cell: (row) => age(row.expiresMs - nowMs),
        key: (row) => row.expiresMs,
      },
      { title: 'Quantity', rank: 3, align: 'right', cell: (row) => quantity(row.quantity) },
      { title: 'Entry', rank: 4, align: 'right', min: 9, cell: (row) => entryText(row) },
      { title: 'Stop', rank: 5, align: 'right', min: 9, cell: (row) => price(row.stop) },
      { title: 'Targets', rank: 7, max: 22, cell: (row) => row.targets.map(price).join(' ') || NOTHING },
      { title: 'Risk', rank: 8, align: 'right', cell: (row) => `${row.riskR} R` },
      { title: 'Strategy', rank: 6, max: 16, cell: (row) => row.strategy },
      { title: 'Id', rank: 9, max: 8, cell: (row) => row.id },
      { title: 'Reason', rank: 10, max: 40, cell: (row) => row.reason },
    ];
    return listContent(input, 'signals', columns, held, ({ id }) => id);
  },
};

/** `market`, one price, or both ends of a ladder. */
export function entryText({ entry, ladder }: HeldRow): string {
  const [first, ...others] = ladder;
  const last = others.at(-1);
  if (first !== undefined && last !== undefined) return `${price(first)}..${price(last)}`;
  return entry === null ? 'market' : price(entry);
}

function waitsFor({ stage, releaseMs }: HeldRow, nowMs: number): ReturnType<Column<HeldRow>['cell']> {
  if (stage === 'confirm') return { text: 'your word', tone: 'accent', bold: true };
  return { text: releaseMs === null ? 'a block' : `block ${age(releaseMs - nowMs)}`, tone: 'warn' };
}
