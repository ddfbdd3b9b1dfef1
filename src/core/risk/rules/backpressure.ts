import type { RiskRule, Ruling } from '../proposal.ts';

const KEEPING_UP: Ruling = {
  verdict: 'allow',
  used: 'keeping up',
  limit: 'keeping up',
  reason: 'the runtime keeps up',
};

/**
 * after the runtime could not keep up, entries wait for fresh data of their instrument (`degrade`), or for an
 * operator (`halt`). Overloads are counted.
 */
export const backpressure: RiskRule = {
  name: 'backpressure',
  requirement: 'R-13',
  appliesTo: 'entry',
  check(proposal, core) {
    const halted = core.facts.halt?.rule === 'backpressure';
    const late = core.markets.get(proposal.instrument.id)?.late === true;
    if (!halted && !late) return KEEPING_UP;
    return {
      verdict: 'deny',
      used: halted ? 'halted' : 'degraded',
      limit: 'keeping up',
      reason: halted
        ? 'the runtime could not keep up; resume when it can'
        : 'the runtime could not keep up; waiting for fresh data',
    };
  },
  status(core) {
    const { halt, risk } = core.facts;
    const late = [...core.markets.values()].some((market) => market.late);
    return {
      state: halt?.rule === 'backpressure' ? 'halted' : late ? 'warning' : 'ok',
      used: `${risk.overloads} overloads`,
      limit: core.config.risk.backpressure ?? 'degrade',
      reason: '',
    };
  },
};
