import type { Instrument, Price, Quantity } from '@botrc/sdk';
import type { Params } from './params.ts';

/** A grid as it lies: its levels go from the centre (level 0) outward, down for a long one, up for a short one. */
export interface Grid {
  readonly centre: Price;
  /** Quantity of one level; 0: it cannot be traded. */
  readonly unit: Quantity;
  /** Counts the centres. */
  readonly generation: number;
  readonly last: Price;
  /** 1: buys below and sells above; -1: the other way round. */
  readonly side: 1 | -1;
  readonly params: Params;
  readonly instrument: Instrument;
}

/** Price of a level in whole ticks; not positive where the grid would reach below zero. */
export function levelPrice({ centre, side, params, instrument: { tick } }: Grid, level: number): Price {
  const { spacing, kind } = params;
  const exact =
    kind === 'geometric'
      ? centre * (side > 0 ? (1 - spacing) ** level : (1 + spacing) ** level)
      : centre * (1 - side * spacing * level);
  return Math.round(exact / tick) * tick;
}

/** The stop of all that the grid holds: `stopSteps` levels beyond the last one. */
export function stopPrice(grid: Grid): Price {
  return levelPrice(grid, grid.params.levels + grid.params.stopSteps);
}

/** Quantity of one level, in whole lots: `orderValue` in the quote currency at this price. 0 where it is too little. */
export function levelQuantity(instrument: Instrument, price: Price, orderValue: number): Quantity {
  const { kind, priceScale, quantityScale, multiplier = 1, lot, minQuantity, maxQuantity } = instrument;
  const unit = kind === 'inverse' ? multiplier : (price / 10 ** priceScale) * multiplier;
  const lots = Math.floor(((orderValue / unit) * 10 ** quantityScale) / lot);
  const quantity = Math.min(lots * lot, maxQuantity - (maxQuantity % lot));
  return quantity >= minQuantity && Number.isSafeInteger(quantity) ? quantity : 0;
}
