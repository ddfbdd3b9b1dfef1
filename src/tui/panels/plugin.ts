import type { PanelBlock } from '../../sdk/index.ts';
import { type Line, padText, textWidth, wrapText } from '../format/line.ts';
import { type Column, table } from '../format/table.ts';
import type { Panel } from './panel.ts';

/** Rows of one text, at most. */
const MAX_TEXT_ROWS = 20;
/** Columns that a bar has at least; the label gives way. */
const MIN_BAR = 4;

/** The panel of a plugin with this name: its data as lines. It was drawn beside the bot; here nothing of it runs. */
export function pluginPanel(name: string): Panel {
  return {
    title: name,
    present: ({ view, width }) => {
      const row = view.panels?.find((one) => one.name === name);
      if (row === undefined) return { body: [[{ text: 'This panel is not there any more', tone: 'dim' }]] };
      const { title, note, state, reason, blocks } = row;
      const off: readonly Line[] =
        state === 'off'
          ? wrapText(`Switched off: ${reason ?? ''}`, width, 3).map((text) => [{ text, tone: 'bad' }])
          : [];
      const body = [
        ...off,
        ...blocks.flatMap((block, i) => [...(i > 0 ? [[]] : []), ...lines(block, width)]),
      ];
      if (body.length > 0) return { title, note, body };
      const waits = state === 'starting' ? 'Not drawn yet' : 'It says nothing';
      return { title, note, body: [[{ text: waits, tone: 'dim' }]] };
    },
  };
}

/** Where the profile names no panels. */
export const noPlugins: Panel = {
  title: 'Panels of plugins',
  present: () => ({
    body: [[{ text: 'The profile names no panels; 1 goes back to the Overview', tone: 'dim' }]],
  }),
};

function lines(block: PanelBlock, width: number): readonly Line[] {
  switch (block.type) {
    case 'text': {
      const { text, tone } = block;
      return wrapText(text, width, MAX_TEXT_ROWS).map((row) => [{ text: row, ...(tone && { tone }) }]);
    }
    case 'rows':
      return rows(block, width);
    case 'bars':
      return bars(block.bars, width);
    default:
      return [[{ text: 'A newer bot shows more here', tone: 'dim' }]];
  }
}

type Rows = Extract<PanelBlock, { type: 'rows' }>;

function rows({ columns, rows: data }: Rows, width: number): readonly Line[] {
  const shown = columns.map(({ title, align }, i): Column<Rows['rows'][number]> => {
    return { title, rank: i, ...(align && { align }), cell: (row) => row[i] ?? '' };
  });
  const { head, body } = table(shown, data, width);
  return [head, ...body];
}

function bars(all: Extract<PanelBlock, { type: 'bars' }>['bars'], width: number): readonly Line[] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));
  const values = Math.min(widest(all.map(({ value }) => value)), Math.floor(width / 2));
  const room = Math.max(1, width - values - MIN_BAR - 2);
  const labels = Math.min(widest(all.map(({ label }) => label)), room);
  const length = Math.max(0, width - labels - values - 2);
  return all.map(({ label, fraction, value, tone }) => {
    const full = Math.round(Math.min(1, Math.max(0, fraction)) * length);
    return [
      { text: `${padText(label, labels)} ` },
      { text: '█'.repeat(full) + '░'.repeat(length - full), tone: tone ?? 'accent' },
      { text: ` ${padText(value, values, 'right')}` },
    ];
  });
}
