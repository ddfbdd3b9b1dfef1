import {
  defineRiskRule,
  type RiskProposal,
  type RiskRulePlugin,
  type RiskView,
  type Schema,
} from '@botrc/sdk';
import { z } from 'zod';

export interface OneWayOptions {
  /** Instruments that may be held, or entered, in one direction at a time. @default 2 */
  readonly most: number;
}

const options: Schema<OneWayOptions> = z.strictObject({
  most: z
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe('Instruments that may be held, or entered, in one direction at a time.'),
});

/**
 * Positions that all point one way are one position once the market turns: no entry into a further instrument while as
 * many as allowed are held or under way in its direction.
 */
const oneWay: RiskRulePlugin<typeof options> = defineRiskRule({
  name: 'one-way',
  version: '0.1.0',
  options,
  check(proposal, view, { most }) {
    const busy = busyOnSide(proposal.side, view);
    const isFull = !busy.has(proposal.instrument.id) && busy.size >= most;
    const way = proposal.side === 'buy' ? 'long' : 'short';
    return {
      verdict: isFull ? 'deny' : 'allow',
      used: `${busy.size} ${way}`,
      limit: String(most),
      reason: isFull ? `as many instruments as allowed are ${way}` : `room for another ${way} one`,
    };
  },
});

export default oneWay;

/** Instruments with something held on a side, or with an entry of it under way. */
function busyOnSide(side: RiskProposal['side'], { positions, entries }: RiskView): Set<string> {
  const held = positions.filter(({ quantity }) => (side === 'buy' ? quantity > 0 : quantity < 0));
  const entering = entries.filter((entry) => entry.side === side);
  return new Set([...held, ...entering].map(({ instrument }) => instrument));
}
