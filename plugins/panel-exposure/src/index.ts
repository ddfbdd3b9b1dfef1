import { definePanel, type PanelBlock, type PanelPlugin, type PanelView, type Schema } from '@botrc/sdk';
import { z } from 'zod';

export interface ExposureOptions {
  /** Equity that one full bar stands for, as a multiple. @default 1 */
  readonly full: number;
}

const options: Schema<ExposureOptions> = z.strictObject({
  full: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .describe('What a full bar stands for, as a multiple of equity.'),
});

/** What is held of each instrument beside equity, and what is left of it when long and short are set off. */
const exposure: PanelPlugin<typeof options, 'account' | 'positions'> = definePanel({
  name: 'exposure',
  version: '0.1.0',
  options,
  title: 'Exposure',
  slices: ['account', 'positions'],
  render({ account, positions }, { full }) {
    const equity = Number(account.equity);
    const held = positions.map(valued).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    if (held.length === 0) return { blocks: [{ type: 'text', text: 'Nothing is held', tone: 'dim' }] };
    const sum = (of: (value: number) => number): number => held.reduce((all, one) => all + of(one.value), 0);
    const [gross, net] = [sum(Math.abs), sum((value) => value)];
    const share = (value: number): number => (equity > 0 ? Math.abs(value) / equity : Number.MAX_VALUE);
    const bar = (label: string, value: number): Bar => ({
      label,
      fraction: share(value) / full,
      value: equity > 0 ? `${value < 0 ? '-' : ''}${(share(value) * 100).toFixed(1)}%` : '-',
      tone: value < 0 ? 'down' : 'up',
    });
    return {
      note: `of ${equity.toFixed(2)} ${account.currency}`,
      blocks: [
        {
          type: 'bars',
          bars: [
            bar('Net', net),
            { ...bar('Gross', gross), tone: 'accent' },
            ...held.slice(0, 20).map(({ instrument, value }) => bar(instrument, value)),
          ],
        },
      ],
    };
  },
});

export default exposure;

type Bar = Extract<PanelBlock, { type: 'bars' }>['bars'][number];
type Position = PanelView<'positions'>['positions'][number];

/** At its mark, at its entry where there is none yet; short is negative. A float: for the eye only. */
function valued(row: Position): { readonly instrument: string; readonly value: number } {
  const { instrument, quantity, markPrice, entryPrice, side } = row;
  const value = Number(quantity) * Number(markPrice ?? entryPrice);
  return { instrument, value: side === 'short' ? -value : value };
}
