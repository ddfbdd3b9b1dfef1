import type { Price, Quantity, Side } from '../../sdk/index.ts';
import { nextFloat } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import type { Venue } from '../venue.ts';

/** What a market order pays instead of `price`: the configured ticks worse, never below one tick. */
export function withSlippage(venue: Venue, instrument: InstrumentBooks, side: Side, price: Price): Price {
  const { tick } = instrument.definition;
  const ticks = venue.config.slippageTicks * tick;
  return side === 'buy' ? price + ticks : Math.max(tick, price - ticks);
}

/** What a resting order gets of `possible`: all of it, or by chance a part in whole lots. */
export function makerShare(venue: Venue, instrument: InstrumentBooks, possible: Quantity): Quantity {
  const { probability, minFraction } = venue.config.partialFills;
  const { lot } = instrument.definition;
  if (probability === 0 || possible <= lot) return possible;
  if (nextFloat(venue.books.random) >= probability) return possible;
  const fraction = minFraction + (1 - minFraction) * nextFloat(venue.books.random);
  return Math.max(lot, Math.floor((possible * fraction) / lot) * lot);
}
