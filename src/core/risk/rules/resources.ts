import type { RiskRule } from '../proposal.ts';

/** simplified mode while the process is short of time or memory: what is held is looked after, nothing is added. */
export const resources: RiskRule = {
  name: 'resources',
  requirement: 'R-14',
  appliesTo: 'entry',
  check(_proposal, { facts }) {
    const { strain } = facts.risk;
    return {
      verdict: strain ? 'deny' : 'allow',
      used: strain ? 'strained' : 'ok',
      limit: 'ok',
      reason: strain ? `the process is strained: ${strain.reason}` : 'the process keeps up',
    };
  },
  status({ facts }) {
    const { strain } = facts.risk;
    return {
      state: strain ? 'halted' : 'ok',
      used: strain ? 'strained' : 'ok',
      limit: 'ok',
      reason: strain?.reason ?? '',
    };
  },
};
