import type { Price, Quantity, Side } from '../../sdk/index.ts';
import { mulDiv, nextFloat, RATE_SCALE } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import type { Venue } from '../venue.ts';
import { extraRate } from './extras.ts';

/**
 * What a market order pays instead of `price`: the configured ticks and the modelled extras (E-3) worse, the extras
 * rounded up to a tick; never below one tick.
 */
export function withSlippage(venue: Venue, instrument: InstrumentBooks, side: Side, price: Price): Price {
  const { tick } = instrument.definition;
  const extra = extraRate(venue, instrument, side);
  const extraTicks = extra === 0 ? 0 : Math.ceil(mulDiv(price, extra, 10 ** RATE_SCALE, 'ceil') / tick);
  const worse = (venue.config.slippageTicks + extraTicks) * tick;
  return side === 'buy' ? price + worse : Math.max(tick, price - worse);
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
