import type { MarketRow } from '../../core/view/rows.ts';
import { type Line, padText, type Tone } from '../format/line.ts';
import { decimal, price, quantity } from '../format/number.ts';
import { bookDepth } from '../ranges.ts';
import { chosenMarket } from './instrument.ts';
import type { Panel } from './panel.ts';

type Level = MarketRow['bids'][number];

export const book: Panel = {
  title: 'Book',
  present: ({ view, state, width, height }) => {
    const market = chosenMarket(view, state.instrument);
    if (market === undefined || market.bids.length + market.asks.length === 0) {
      return { body: [[{ text: 'No order book yet', tone: 'dim' }]] };
    }
    const depth = bookDepth(Math.max(1, Math.floor((height - 1) / 2)), state);
    const asks = market.asks.slice(0, depth);
    const bids = market.bids.slice(0, depth);
    const largest = Math.max(...[...asks, ...bids].map(([, size]) => Number(size)));
    const row = (side: string, tone: Tone) => (level: Level) => levelLine(side, level, tone, largest, width);
    return {
      body: [
        ...asks.map(row('ask', 'down')).toReversed(),
        spreadLine(market, bids, asks),
        ...bids.map(row('bid', 'up')),
      ],
      note: market.instrument,
    };
  },
};

function levelLine(side: string, [at, size]: Level, tone: Tone, largest: number, width: number): Line {
  const words = `${side} ${padText(price(at), 12, 'right')} ${padText(quantity(size), 10, 'right')} `;
  const room = Math.max(0, width - words.length);
  const bar = largest > 0 ? Math.round((Number(size) / largest) * room) : 0;
  return [{ text: words }, { text: '█'.repeat(bar), tone }];
}

/** The spread, and how much of what rests on the levels shown is bid: above a half buyers wait, below sellers. */
function spreadLine({ bid, ask }: MarketRow, bids: readonly Level[], asks: readonly Level[]): Line {
  if (bid === null || ask === null) return [{ text: 'one side is empty', tone: 'warn' }];
  const bps = ((Number(ask) - Number(bid)) / Number(ask)) * 10_000;
  const sum = (levels: readonly Level[]): number => levels.reduce((all, [, size]) => all + Number(size), 0);
  const share = sum(bids) / (sum(bids) + sum(asks));
  return [
    { text: `spread ${decimal(bps.toFixed(2), 2)} bps`, tone: 'dim' },
    { text: `  bids ${(share * 100).toFixed(0)}%`, tone: share >= 0.5 ? 'up' : 'down' },
  ];
}
