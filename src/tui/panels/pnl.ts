import { lineChart, range } from '../format/chart.ts';
import { type Fact, flow } from '../format/flow.ts';
import { type Line, padText } from '../format/line.ts';
import { cash, floatPrice, gainTone, percent } from '../format/number.ts';
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

/** The axis stands on the left, its highest value on top. */
function equityChart({ view, width, ascii }: PanelInput, height: number): readonly Line[] {
  const values = view.equity.map(([, equity]) => equity);
  if (values.length < 2) return [[{ text: 'The equity curve starts with the second point', tone: 'dim' }]];
  const { low, high } = range(values);
  const top = floatPrice(high);
  const bottom = floatPrice(low);
  const axis = height > 1 ? Math.max(top.length, bottom.length) : 0;
  const rows = lineChart(values, Math.max(1, width - axis - 1), height, ascii);
  return rows.map((row, i) => {
    const label = height > 1 && i === 0 ? top : height > 1 && i === rows.length - 1 ? bottom : '';
    return [
      { text: `${padText(label, axis, 'right')} `, tone: 'dim' },
      { text: row, tone: 'accent' },
    ];
  });
}
