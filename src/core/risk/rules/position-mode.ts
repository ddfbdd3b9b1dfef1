import type { Instrument, Leg, PositionMode, Side } from '../../../sdk/index.ts';
import { closesLeg, legsOf } from '../../legs.ts';
import type { RiskRule } from '../proposal.ts';

/**
 * an order is for a position that the profile's mode has: `net` in one-way mode, else one of the two legs, and
 * what goes against its leg only reduces it. Spot is never sold short: a sale only reduces what was bought.
 */
export const positionMode: RiskRule = {
  name: 'position-mode',
  requirement: 'R-2',
  appliesTo: 'all',
  check({ leg, side, reduceOnly, instrument }, { config }) {
    const mode = config.positionMode ?? 'one-way';
    const flaw = flawOf(mode, leg, side, reduceOnly, instrument);
    return {
      verdict: flaw === undefined ? 'allow' : 'deny',
      used: `${side} ${leg}`,
      limit: mode,
      reason: flaw ?? "the order fits the account's position mode",
    };
  },
};

function flawOf(
  mode: PositionMode,
  leg: Leg,
  side: Side,
  reduceOnly: boolean,
  { kind }: Instrument,
): string | undefined {
  if (!legsOf(mode).includes(leg)) return `there is no ${leg} position in ${mode} mode`;
  if (reduceOnly) return undefined;
  if (closesLeg(leg, side)) return `a ${side} can only reduce a ${leg} position`;
  return kind === 'spot' && side === 'sell' ? 'spot is not sold short: a sale is reduce-only' : undefined;
}
