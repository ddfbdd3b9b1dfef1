import { allOpenOrders } from '../../orders/open-orders.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/** entry orders that are not final, unknown ones included. Stops and targets do not count. */
export const maxOpenOrders: RiskRule = {
  name: 'max-open-orders',
  requirement: 'R-2',
  appliesTo: 'entry',
  check(_proposal, core) {
    const open = openEntries(core);
    const limit = core.config.risk.maxOpenOrders;
    const full = open >= limit;
    return {
      verdict: full ? 'deny' : 'allow',
      used: String(open),
      limit: String(limit),
      reason: full ? 'as many entry orders as allowed are open' : 'room for another order',
    };
  },
  status(core) {
    const open = openEntries(core);
    const limit = core.config.risk.maxOpenOrders;
    return { state: open >= limit ? 'warning' : 'ok', used: String(open), limit: String(limit), reason: '' };
  },
};

function openEntries(core: Core): number {
  let n = 0;
  for (const order of allOpenOrders(core.facts)) if (!order.reduceOnly) n++;
  return n;
}
