import type { RiskRule } from '../proposal.ts';

/** D-6: entries only in the instruments that were best by liquidity and spread when they were last ranked. */
export const rotation: RiskRule = {
  name: 'rotation',
  requirement: 'D-6',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.rotation !== undefined,
  check({ instrument }, { facts, config }) {
    const limit = `the best ${config.risk.rotation?.keep}`;
    const { rotation } = facts;
    if (rotation === undefined) {
      return { verdict: 'deny', used: 'not ranked', limit, reason: 'the instruments are not ranked yet' };
    }
    const rank = rotation.ranked.indexOf(instrument.id) + 1;
    const isIn = rank > 0 && rank <= (config.risk.rotation?.keep ?? 0);
    return {
      verdict: isIn ? 'allow' : 'deny',
      used: rank === 0 ? 'not ranked' : `rank ${rank} of ${rotation.ranked.length}`,
      limit,
      reason: isIn ? 'it is among the best by liquidity and spread' : 'others are more liquid',
    };
  },
};
