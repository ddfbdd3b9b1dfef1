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
    const full = !busy.includes(proposal.instrument.id) && busy.length >= limit;
    return {
      verdict: full ? 'deny' : 'allow',
      used: String(busy.length),
      limit: String(limit),
      reason: full ? 'as many positions as allowed are open' : 'room for this position',
    };
  },
  status(core) {
    const used = busyInstruments(core).length;
    const limit = core.config.risk.maxPositions;
    return { state: used >= limit ? 'warning' : 'ok', used: String(used), limit: String(limit), reason: '' };
  },
};

/** Each once. */
function busyInstruments({ facts }: Core): readonly string[] {
  const busy: string[] = [];
  const add = (instrument: string): void => {
    if (!busy.includes(instrument)) busy.push(instrument);
  };
  for (const p of facts.positions.values()) if (p.quantity !== 0) add(p.instrument);
  for (const o of exposedOrders(facts)) if (!o.reduceOnly) add(o.instrument);
  return busy;
}
