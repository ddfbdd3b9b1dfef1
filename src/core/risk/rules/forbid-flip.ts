import { type RiskRule, worstQuantity } from '../proposal.ts';

const NONE = '0 units against';

/**
 * no order may turn a position from one side to the other; what is held is closed first. The legs of hedge mode
 * stand beside each other and cannot turn.
 */
export const forbidFlip: RiskRule = {
  name: 'forbid-flip',
  requirement: 'R-2',
  appliesTo: 'entry',
  check(proposal, core) {
    const against = worstQuantity(core, proposal.instrument.id, proposal.side === 'buy' ? 'sell' : 'buy');
    const flips = core.config.risk.forbidFlip && proposal.leg === 'net' && against > 0;
    return {
      verdict: flips ? 'deny' : 'allow',
      used: against === 0 ? NONE : `${against} units against`,
      limit: core.config.risk.forbidFlip ? NONE : 'none',
      reason: flips
        ? 'a position or order on the other side exists; close it first'
        : 'nothing is held or works on the other side',
    };
  },
};
