import type { Instrument, Price, Quantity } from '../../sdk/index.ts';

/** An instrument of the synthetic market. */
export interface Listing {
  readonly instrument: Instrument;
  /** Price at `startMs`, a multiple of the tick. */
  readonly startPrice: Price;
  /** Long-run standard deviation of a one-minute return as a fraction. Default 0.0009. */
  readonly volatility?: number;
  /** Typical value of one book level in the quote currency. Default 40000. */
  readonly levelValue?: number;
}

export function volatilityOf(listing: Listing): number {
  return listing.volatility ?? 0.0009;
}

/** A value in the quote currency as a quantity at the start price, in whole lots, at least the least order. */
export function sizeOf(listing: Listing, value: number): Quantity {
  const { instrument, startPrice } = listing;
  const price = startPrice / 10 ** instrument.priceScale;
  const lots = Math.round(((value / price) * 10 ** instrument.quantityScale) / instrument.lot);
  return Math.max(instrument.minQuantity, lots * instrument.lot);
}

/** The value of one typical level. */
export function levelValueOf(listing: Listing): number {
  return listing.levelValue ?? 40_000;
}

/** The fair price (a logarithm of the price in quote units) on the tick grid, at least one tick. */
export function onTick(instrument: Instrument, logPrice: number, rounding: 'floor' | 'half' = 'half'): Price {
  const ticks = (Math.exp(logPrice) * 10 ** instrument.priceScale) / instrument.tick;
  return Math.max(1, rounding === 'floor' ? Math.floor(ticks) : Math.round(ticks)) * instrument.tick;
}

/** Natural logarithm of a price in quote units. */
export function logOf(instrument: Instrument, price: Price): number {
  return Math.log(price / 10 ** instrument.priceScale);
}
