import {
  averagePrice,
  type Cash,
  type Holding,
  type Instrument,
  liquidationPrice,
  mulDiv,
  type Price,
  RATE_SCALE,
  type Rate,
} from '../../sdk/index.ts';

/**
 * the last price at which a stop is early enough: liquidation is `multiplier` times as far from the entry as it is.
 * Rounded toward the entry, which it is where liquidation is due already; undefined where there is no liquidation.
 * @param margin what stands behind the holding, see `marginBehind`.
 */
export function latestStop(
  instrument: Instrument,
  holding: Holding,
  margin: Cash,
  multiplier: Rate,
): Price | undefined {
  const entry = averagePrice(instrument, holding);
  const liquidation = liquidationPrice(instrument, holding, margin);
  if (entry === undefined || liquidation === undefined) return undefined;
  const ahead = holding.quantity > 0 ? 1 : -1;
  const distance = Math.max(0, (entry - liquidation) * ahead);
  return entry - ahead * mulDiv(distance, 10 ** RATE_SCALE, multiplier, 'down');
}

/** True where a price, of a stop or of the market, is beyond the latest stop of a long (quantity > 0) or short. */
export function isBeyond(price: Price, latest: Price, quantity: number): boolean {
  return quantity > 0 ? price < latest : price > latest;
}
