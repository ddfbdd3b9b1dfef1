import { candleRange, candles } from '../format/candles.ts';
import { padText } from '../format/line.ts';
import { floatPrice } from '../format/number.ts';
import { chosenMarket } from './instrument.ts';
import type { Panel } from './panel.ts';

export const chart: Panel = {
  title: 'Chart',
  present: ({ view, state, width, height }) => {
    const market = chosenMarket(view, state.instrument);
    if (market === undefined) return { body: [[{ text: 'No market data yet', tone: 'dim' }]] };
    const note = market.instrument;
    if (market.bars.length === 0) return { body: [[{ text: 'No confirmed bar yet', tone: 'dim' }]], note };
    const { low, high } = candleRange(market.bars.slice(-width));
    const top = floatPrice(high);
    const bottom = floatPrice(low);
    const axis = Math.max(top.length, bottom.length);
    const rows = candles(market.bars, Math.max(1, width - axis - 1), height);
    const body = rows.map((row, i) => {
      const label = i === 0 ? top : i === rows.length - 1 ? bottom : '';
      return [{ text: `${padText(label, axis, 'right')} `, tone: 'dim' as const }, ...row];
    });
    return { body, note };
  },
};
