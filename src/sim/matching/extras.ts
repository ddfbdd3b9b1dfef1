import type { Bar, Cash, Price, Rate, Side } from '../../sdk/index.ts';
import { mulDivBig, rateFromFraction, valueAt } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import type { InstrumentMarket, Venue } from '../venue.ts';
import { marketOf } from '../venue.ts';
import { oppositeSide } from './depth-book.ts';

/** Average true range of the matched bars, and what it was: enough to say whether now is volatile. Plain data. */
export interface RangeHistory {
  close: Price;
  /** Bars seen, the first of which has no true range yet. */
  bars: number;
  /** Wilder's average of the true range over PERIOD bars, in price units; a plain mean until there are so many. */
  average: number;
  /** Newest last, at most KEPT, from the PERIODth bar on. */
  readonly averages: number[];
}

const PERIOD = 14;
const KEPT = 200;
/** Fewer values say nothing of a percentile. */
const LEAST = 20;
const PERCENTILE = 0.8;
/** Depth counts within this fraction of the best price. */
const WITHIN = rateFromFraction(0.01);

/** Takes a bar into the history. Floats: the answer is only whether an extra applies. */
export function recordRange(market: InstrumentMarket, bar: Bar): void {
  market.ranges ??= { close: bar.open, bars: 0, average: 0, averages: [] };
  const ranges = market.ranges;
  const range = Math.max(bar.high, ranges.close) - Math.min(bar.low, ranges.close);
  ranges.bars++;
  ranges.average += (range - ranges.average) / Math.min(ranges.bars, PERIOD);
  ranges.close = bar.close;
  if (ranges.bars < PERIOD) return;
  ranges.averages.push(ranges.average);
  if (ranges.averages.length > KEPT) ranges.averages.shift();
}

/** E-3: what a market order pays on top of the price now, as a fraction of it. */
export function extraRate(venue: Venue, instrument: InstrumentBooks, side: Side): Rate {
  const { extras } = venue.config;
  if (extras === undefined) return 0;
  const market = marketOf(venue, instrument);
  return (
    (isVolatile(market.ranges) ? extras.volatile : 0) +
    (isThin(instrument, market, side, extras.depthBelow) ? extras.thin : 0)
  );
}

/** True while the newest average range is above the 80th percentile (nearest rank) of those that are kept. */
function isVolatile(ranges: RangeHistory | undefined): boolean {
  if (ranges === undefined || ranges.averages.length < LEAST) return false;
  const sorted = ranges.averages.toSorted((a, b) => a - b);
  return ranges.average > sorted[Math.ceil(sorted.length * PERCENTILE) - 1]!;
}

/** True while the side that would be taken displays less than `least`; without a book nothing is known of it. */
function isThin(instrument: InstrumentBooks, market: InstrumentMarket, side: Side, least: Cash): boolean {
  if (market.book === undefined) return false;
  const { prices, sizes, direction } = oppositeSide(market.book, side);
  const best = prices[0];
  if (best === undefined) return true;
  const reach = Number(mulDivBig(BigInt(best), BigInt(WITHIN), 10n ** 8n, 'floor'));
  let depth = 0n;
  for (let i = 0; i < prices.length && depth < least; i++) {
    if ((prices[i]! - best) * direction > reach) break;
    depth += valueAt(instrument.definition, prices[i]!, sizes[i]!);
  }
  return depth < least;
}
