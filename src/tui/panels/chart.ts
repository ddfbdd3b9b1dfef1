import type { BotView } from '../../core/view/bot.ts';
import type { MarketRow } from '../../core/view/rows.ts';
import { candleRange, candles, inQuarters, joined, type Level, type Marks } from '../format/candles.ts';
import { padText } from '../format/line.ts';
import { floatPrice } from '../format/number.ts';
import { type Scale, steadyScale } from '../format/scale.ts';
import { barsPerCandle } from '../ranges.ts';
import { chosenMarket } from './instrument.ts';
import type { Panel } from './panel.ts';

/** Bars of one instrument, with its fills and the levels of its position. */
export const chart: Panel = {
  title: 'Chart',
  present: ({ view, state, width, height }) => {
    const market = chosenMarket(view, state.instrument);
    if (market === undefined) return { body: [[{ text: 'No market data yet', tone: 'dim' }]] };
    if (market.bars.length === 0)
      return { body: [[{ text: 'No confirmed bar yet', tone: 'dim' }]], note: market.instrument };
    const each = barsPerCandle(state);
    const note = each === 1 ? market.instrument : `${market.instrument}, ${each} bars a candle`;
    const marks = marksOf(view, market.instrument);
    const all = joined(market.bars, each);
    const widest = scaleOf(all.slice(-width), marks);
    const axis = Math.max(floatPrice(widest.low).length, floatPrice(widest.high).length);
    const columns = Math.max(1, width - axis - 1);
    const bars = inQuarters(all, columns);
    const scale = scaleOf(bars, marks);
    const [top, bottom] = [floatPrice(scale.high), floatPrice(scale.low)];
    const rows = candles(bars, columns, height, marks, scale);
    const body = rows.map((row, i) => {
      const label = i === 0 ? top : i === rows.length - 1 ? bottom : '';
      return [{ text: `${padText(label, axis, 'right')} `, tone: 'dim' as const }, ...row];
    });
    return { body, note };
  },
};

function scaleOf(bars: MarketRow['bars'], marks: Marks): Scale {
  const { low, high } = candleRange(bars, marks);
  return steadyScale(low, high, bars.length);
}

function marksOf({ positions, fills }: BotView, instrument: string): Marks {
  const levels = positions
    .filter((row) => row.instrument === instrument)
    .flatMap((row): Level[] => [
      ...row.targets.map(
        (target, i): Level => ({ price: Number(target), tone: 'good', label: `target ${i + 1}` }),
      ),
      { price: Number(row.entryPrice), tone: 'accent', label: 'entry' },
      ...(row.stop === null ? [] : [{ price: Number(row.stop), tone: 'bad' as const, label: 'stop' }]),
    ]);
  const points = fills
    .filter((row) => row.instrument === instrument)
    .map(({ timeMs, price, side }) => ({ timeMs, price: Number(price), side }));
  return { levels, points };
}
