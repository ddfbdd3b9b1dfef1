import { lineChart, range } from '../format/chart.ts';
import { type Fact, flow } from '../format/flow.ts';
import { type Line, padText, type Segment } from '../format/line.ts';
import { cash, floatPrice, gainTone, percent } from '../format/number.ts';
import { type Scale, steadyScale } from '../format/scale.ts';
import { newest } from '../ranges.ts';
import type { Panel, PanelInput } from './panel.ts';

export const pnl: Panel = {
  title: 'PnL',
  present: (input) => {
    const facts = flow(factsOf(input), input.width);
    const room = input.height - facts.length;
    return { body: room > 0 ? [...facts, ...equityChart(input, room)] : facts };
  },
};

function factsOf({ view }: PanelInput): readonly Fact[] {
  const { account } = view;
  const { currency } = account;
  const gain = (label: string, text: string): Fact => ({
    label,
    value: { text: cash(text, currency, true), ...gainTone(text) },
  });
  const plain = (label: string, text: string): Fact => ({ label, value: { text: cash(text, currency) } });
  const before = Number(account.equity) - Number(account.dayPnl);
  const share = before > 0 ? Number(account.dayPnl) / before : null;
  return [
    { label: 'Equity', value: { text: `${cash(account.equity, currency)} ${currency}`, bold: true } },
    {
      label: 'Day',
      value: {
        text: `${cash(account.dayPnl, currency, true)} ${percent(share, true)}`,
        ...gainTone(account.dayPnl),
      },
    },
    gain('Realized', account.realizedPnl),
    gain('Unrealized', account.unrealizedPnl),
    plain('Cash', account.cash),
    plain('Fees', account.fees),
    gain('Funding', account.funding),
  ];
}

/** The axis stands on the left, its highest value on top; fills are arrows where the curve was then. */
function equityChart({ view, state, width, ascii }: PanelInput, height: number): readonly Line[] {
  const points = newest(view.equity, 'pnl', state);
  const values = points.map(([, equity]) => equity);
  if (values.length < 2) return [[{ text: 'The equity curve starts with the second point', tone: 'dim' }]];
  const own = range(values);
  const scale = steadyScale(own.low, own.high, values.length);
  const top = floatPrice(scale.high);
  const bottom = floatPrice(scale.low);
  const axis = height > 1 ? Math.max(top.length, bottom.length) : 0;
  const columns = Math.max(1, width - axis - 1);
  const rows = lineChart(values, columns, height, ascii, scale);
  const marks = height > 1 ? fillMarks(view, points, columns, height, scale) : [];
  return rows.map((row, i) => {
    const label = height > 1 && i === 0 ? top : height > 1 && i === rows.length - 1 ? bottom : '';
    const here = marks.filter((mark) => mark.row === i);
    return [{ text: `${padText(label, axis, 'right')} `, tone: 'dim' }, ...marked(row, here)];
  });
}

interface FillMark {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** Where the curve was when something was filled; of several in one column the newest. */
function fillMarks(
  { fills }: PanelInput['view'],
  points: PanelInput['view']['equity'],
  columns: number,
  height: number,
  { low, high, count }: Scale,
): readonly FillMark[] {
  const [begin = [0]] = points;
  const marks = new Map<number, FillMark>();
  for (const { timeMs, side } of fills) {
    if (timeMs < begin[0]) continue;
    const index = Math.max(
      0,
      points.findLastIndex(([at]) => at <= timeMs),
    );
    const column = Math.round((index * (columns - 1)) / (count - 1));
    const share = high > low ? ((points[index]?.[1] ?? low) - low) / (high - low) : 0.5;
    const row = height - 1 - Math.round(share * (height - 1));
    marks.set(column, { row, column, text: side === 'buy' ? '↑' : '↓' });
  }
  return [...marks.values()].sort((a, b) => a.column - b.column);
}

/** A row of the curve with arrows in it. */
function marked(row: string, marks: readonly FillMark[]): Line {
  const line: Segment[] = [];
  let from = 0;
  for (const { column, text } of marks) {
    line.push({ text: row.slice(from, column), tone: 'accent' }, { text, bold: true });
    from = column + 1;
  }
  line.push({ text: row.slice(from), tone: 'accent' });
  return line.filter(({ text }) => text !== '');
}
