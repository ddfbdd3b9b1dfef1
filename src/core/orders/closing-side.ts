import type { Side } from '../../sdk/index.ts';
import type { Position } from '../portfolio/position.ts';

/** The side that closes what is held. */
export function closingSide({ quantity }: Pick<Position, 'quantity'>): Side {
  return quantity > 0 ? 'sell' : 'buy';
}
