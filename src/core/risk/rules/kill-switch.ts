import type { RiskRule } from '../proposal.ts';

/** once latched, nothing that could enlarge exposure is sent until an operator resumes with a reason. */
export const killSwitch: RiskRule = {
  name: 'kill-switch',
  requirement: 'R-6',
  appliesTo: 'entry',
  check(_proposal, { facts }) {
    const on = facts.kill !== undefined;
    return {
      verdict: on ? 'deny' : 'allow',
      used: on ? 'on' : 'off',
      limit: 'off',
      reason: facts.kill ? `the kill switch is on: ${facts.kill.reason}` : 'the kill switch is off',
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
