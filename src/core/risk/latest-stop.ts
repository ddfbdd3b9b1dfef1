import {
  averagePrice,
  type Holding,
  type Instrument,
  initialMargin,
  liquidationPrice,
  mulDiv,
  type Price,
  RATE_SCALE,
  type Rate,
} from '../../sdk/index.ts';

/**
 * the last price at which a stop is early enough: liquidation is `multiplier` times as far from the entry as it is.
 * Liquidation as if the position stood alone (isolated) at the profile's leverage. Rounded toward the entry; undefined
 * where there is no liquidation.
 */
export function latestStop(
  instrument: Instrument,
  holding: Holding,
  leverage: number,
  multiplier: Rate,
): Price | undefined {
  const entry = averagePrice(instrument, holding);
  const margin = initialMargin(instrument, holding.cost, Math.min(leverage, instrument.maxLeverage));
  const liquidation = liquidationPrice(instrument, holding, margin);
  if (entry === undefined || liquidation === undefined) return undefined;
  const distance = Math.abs(entry - liquidation);
  const allowed = mulDiv(distance, 10 ** RATE_SCALE, multiplier, 'down');
  return holding.quantity > 0 ? entry - allowed : entry + allowed;
}

/** True where a price, of a stop or of the market, is beyond the latest stop of a long (quantity > 0) or short. */
export function isBeyond(price: Price, latest: Price, quantity: number): boolean {
  return quantity > 0 ? price < latest : price > latest;
}
