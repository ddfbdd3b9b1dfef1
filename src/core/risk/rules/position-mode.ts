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
    const texts = { used: `${side} ${leg}`, limit: mode };
    const deny = (reason: string) => ({ verdict: 'deny', ...texts, reason }) as const;
    if (!legsOf(mode).includes(leg)) return deny(`there is no ${leg} position in ${mode} mode`);
    if (!reduceOnly && closesLeg(leg, side)) return deny(`a ${side} can only reduce a ${leg} position`);
    if (!reduceOnly && instrument.kind === 'spot' && side === 'sell')
      return deny('spot is not sold short: a sale is reduce-only');
    return { verdict: 'allow', ...texts, reason: "the order fits the account's position mode" };
  },
};
