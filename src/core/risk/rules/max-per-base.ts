import { keyText } from '../../../sdk/index.ts';
import { exposedOrders } from '../../orders/exposed-orders.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/** positions of one base asset, entries on their way included; the two legs of a hedge are two. */
export const maxPerBase: RiskRule = {
  name: 'max-per-base',
  requirement: 'R-1',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.maxPositionsPerBase !== undefined,
  check(proposal, core) {
    const { base } = proposal.instrument;
    const limit = core.config.risk.maxPositionsPerBase ?? 0;
    const busy = busyKeys(core, base);
    const key = keyText({
      account: core.config.account,
      instrument: proposal.instrument.id,
      leg: proposal.leg,
      owner: proposal.owner,
    });
    const full = !busy.has(key) && busy.size >= limit;
    return {
      verdict: full ? 'deny' : 'allow',
      used: `${busy.size} in ${base}`,
      limit: String(limit),
      reason: full ? `as many positions in ${base} as allowed are open` : `room for this position in ${base}`,
    };
  },
};

/** Key texts of what is held or on its way in a base asset. */
function busyKeys({ facts }: Core, base: string): Set<string> {
  const busy = new Set<string>();
  const isOfBase = (instrument: string): boolean => facts.instruments.get(instrument)?.base === base;
  for (const [key, p] of facts.positions) if (p.quantity !== 0 && isOfBase(p.instrument)) busy.add(key);
  for (const o of exposedOrders(facts)) if (!o.reduceOnly && isOfBase(o.instrument)) busy.add(keyText(o));
  return busy;
}
