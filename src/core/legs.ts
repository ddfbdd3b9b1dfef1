import type { Leg, PositionMode, Side } from '../sdk/index.ts';

/**
 * Which position an order belongs to. One-way: one net position per instrument and owner, that an order may turn
 * round. Hedge: a long and a short one beside each other; an order that goes against its leg only reduces it, so
 * that no leg ever turns round.
 */

const NET: readonly Leg[] = ['net'];
const HEDGE: readonly Leg[] = ['long', 'short'];

/** The legs that an instrument has. */
export function legsOf(mode: PositionMode | undefined): readonly Leg[] {
  return mode === 'hedge' ? HEDGE : NET;
}

/** The leg of an order that names none: what opens goes by its side, what only reduces the other way round. */
export function defaultLeg(mode: PositionMode | undefined, side: Side, reduceOnly: boolean): Leg {
  if (mode !== 'hedge') return 'net';
  return (side === 'buy') === reduceOnly ? 'short' : 'long';
}

/** True where an order of this side can only reduce what the leg holds. */
export function closesLeg(leg: Leg, side: Side): boolean {
  return (leg === 'long' && side === 'sell') || (leg === 'short' && side === 'buy');
}
