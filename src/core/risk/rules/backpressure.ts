import type { RiskRule } from '../proposal.ts';

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
    return {
      verdict: halted || late ? 'deny' : 'allow',
      used: halted ? 'halted' : late ? 'degraded' : 'keeping up',
      limit: 'keeping up',
      reason: halted
        ? 'the runtime could not keep up; resume when it can'
        : late
          ? 'the runtime could not keep up; waiting for fresh data'
          : 'the runtime keeps up',
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
