import type { RiskRule, Ruling } from '../proposal.ts';

const OK: Ruling = { verdict: 'allow', used: 'ok', limit: 'ok', reason: 'the process keeps up' };

/** simplified mode while the process is short of time or memory: what is held is looked after, nothing is added. */
export const resources: RiskRule = {
  name: 'resources',
  requirement: 'R-14',
  appliesTo: 'entry',
  check(_proposal, { facts }) {
    const { strain } = facts.risk;
    if (!strain) return OK;
    return {
      verdict: 'deny',
      used: 'strained',
      limit: 'ok',
      reason: `the process is strained: ${strain.reason}`,
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
