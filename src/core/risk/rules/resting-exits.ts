import { openOrders } from '../../orders/open-orders.ts';
import type { RiskRule } from '../proposal.ts';

/**
 * a strategy's own exits that rest in one position, as many as entries may be open: what only reduces is not free
 * of limits, or a loop in a strategy fills the venue with orders. What closes at once is never held back.
 */
export const restingExits: RiskRule = {
  name: 'resting-exits',
  requirement: 'R-2',
  appliesTo: 'all',
  check({ role, type, owner, instrument, leg }, core) {
    const limit = core.config.risk.maxOpenOrders;
    const rests = role === 'exit' && type !== 'market';
    const key = { account: core.config.account, instrument: instrument.id, leg, owner };
    const open = rests ? openOrders(core, key).filter((order) => order.role === 'exit').length : 0;
    return {
      verdict: open >= limit ? 'deny' : 'allow',
      used: String(open),
      limit: String(limit),
      reason: open >= limit ? 'as many exits as allowed rest already' : 'room for another exit',
    };
  },
};
