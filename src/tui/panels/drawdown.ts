import { lineChart } from '../format/chart.ts';
import { type Fact, flow } from '../format/flow.ts';
import type { Line } from '../format/line.ts';
import { percent } from '../format/number.ts';
import { steadyScale } from '../format/scale.ts';
import { newest } from '../ranges.ts';
import type { Panel } from './panel.ts';

/** How far equity is below its peak, now and over the curve that is kept. */
export const drawdown: Panel = {
  title: 'Drawdown',
  present: ({ view, state, width, height, ascii }) => {
    let peak = Number.NEGATIVE_INFINITY;
    const all = view.equity.map(([, equity]) => {
      peak = Math.max(peak, equity);
      return peak > 0 ? equity / peak - 1 : 0;
    });
    const below = newest(all, 'drawdown', state);
    const now = below.at(-1);
    if (now === undefined || below.length < 2)
      return { body: [[{ text: 'Drawdown is known from the second point of equity on', tone: 'dim' }]] };
    const deepest = -Math.min(...below);
    const fact = (label: string, fraction: number | null): Fact => ({
      label,
      value: {
        text: percent(fraction === null ? null : -fraction),
        ...(fraction !== null && fraction > 0 && { tone: 'down' }),
      },
    });
    const { maxDrawdownFraction } = view.performance.metrics;
    const facts = flow(
      [fact('Now', -now), fact('Deepest shown', deepest), fact('Deepest ever', maxDrawdownFraction)],
      width,
    );
    const room = height - facts.length;
    const rows = room > 0 ? lineChart(below, width, room, ascii, steadyScale(-deepest, 0, below.length)) : [];
    return { body: [...facts, ...rows.map((text): Line => [{ text, tone: 'down' }])] };
  },
};
