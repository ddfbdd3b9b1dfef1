import { exposedOrders } from '../../orders/exposed-orders.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/** instruments held at once; one with an entry on its way counts as held. */
export const maxPositions: RiskRule = {
  name: 'max-positions',
  requirement: 'R-1',
  appliesTo: 'entry',
  check(proposal, core) {
    const busy = busyInstruments(core);
    const limit = core.config.risk.maxPositions;
    const full = !busy.has(proposal.instrument.id) && busy.size >= limit;
    return {
      verdict: full ? 'deny' : 'allow',
      used: String(busy.size),
      limit: String(limit),
      reason: full ? 'as many positions as allowed are open' : 'room for this position',
    };
  },
  status(core) {
    const used = busyInstruments(core).size;
    const limit = core.config.risk.maxPositions;
    return { state: used >= limit ? 'warning' : 'ok', used: String(used), limit: String(limit), reason: '' };
  },
};

function busyInstruments({ facts }: Core): Set<string> {
  const busy = new Set<string>();
  for (const p of facts.positions.values()) if (p.quantity !== 0) busy.add(p.instrument);
  for (const o of exposedOrders(facts)) if (!o.reduceOnly) busy.add(o.instrument);
  return busy;
}
