import {
  type Instrument,
  isMarketable,
  mulDiv,
  type OrderType,
  type Quantity,
  RATE_SCALE,
  rateFromFraction,
} from '../../sdk/index.ts';

const ONE = 10 ** RATE_SCALE;

/**
 * A whole cut by fractions, in lots: the first n parts together are floor(whole x their fractions), so that parts
 * which are all of it leave nothing over. One too small for the venue goes to the next; what is left of the last
 * stays out.
 */
export function shares(instrument: Instrument, whole: Quantity, fractions: readonly number[]): Quantity[] {
  const { lot, minQuantity } = instrument;
  let fraction = 0;
  let given = 0;
  return fractions.map((each) => {
    fraction += each;
    const upTo = mulDiv(whole, Math.min(ONE, rateFromFraction(fraction)), ONE, 'down');
    const part = upTo - given - ((upTo - given) % lot);
    if (part < minQuantity) return 0;
    given += part;
    return part;
  });
}

/**
 * A size as orders of one type that the venue takes: as few as possible, none above its largest, the rest not below
 * its smallest where that can be helped. Nothing is added: what is no whole lot stays out.
 */
export function pieces(instrument: Instrument, size: Quantity, type: OrderType): Quantity[] {
  const { lot, minQuantity, maxQuantity, maxMarketQuantity } = instrument;
  const largest = isMarketable({ type }) ? Math.min(maxMarketQuantity, maxQuantity) : maxQuantity;
  const most = largest - (largest % lot);
  const parts: Quantity[] = [];
  let left = size - (size % lot);
  while (left > most) {
    const rest = left - most;
    const part = rest < minQuantity ? Math.max(lot, most - minQuantity + rest) : most;
    parts.push(part);
    left -= part;
  }
  if (left > 0) parts.push(left);
  return parts;
}
