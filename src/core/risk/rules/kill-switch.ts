import type { RiskRule, Ruling } from '../proposal.ts';

const OFF: Ruling = { verdict: 'allow', used: 'off', limit: 'off', reason: 'the kill switch is off' };

/** once latched, nothing that could enlarge exposure is sent until an operator resumes with a reason. */
export const killSwitch: RiskRule = {
  name: 'kill-switch',
  requirement: 'R-6',
  appliesTo: 'entry',
  check(_proposal, { facts }) {
    if (!facts.kill) return OFF;
    return {
      verdict: 'deny',
      used: 'on',
      limit: 'off',
      reason: `the kill switch is on: ${facts.kill.reason}`,
    };
  },
  status({ facts }) {
    return {
      state: facts.kill ? 'halted' : 'ok',
      used: facts.kill ? 'on' : 'off',
      limit: 'off',
      reason: facts.kill?.reason ?? '',
    };
  },
};
