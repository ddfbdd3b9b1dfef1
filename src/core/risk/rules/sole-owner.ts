import { exposedOrders } from '../../orders/exposed-orders.ts';
import type { RiskRule } from '../proposal.ts';

/** Two owners on one venue position are refused: their stops and exits would close each other's share. */
export const soleOwner: RiskRule = {
  name: 'sole-owner',
  requirement: 'T-8',
  appliesTo: 'entry',
  check(proposal, { facts }) {
    const other = otherOwner(proposal.instrument.id, proposal.owner, facts);
    return {
      verdict: other === undefined ? 'allow' : 'deny',
      used: other ?? proposal.owner,
      limit: proposal.owner,
      reason:
        other === undefined
          ? 'no other strategy is in it'
          : `${other} holds or works this instrument already`,
    };
  },
};

function otherOwner(
  instrument: string,
  owner: string,
  facts: Parameters<RiskRule['check']>[1]['facts'],
): string | undefined {
  for (const p of facts.positions.values()) {
    if (p.instrument === instrument && p.owner !== owner && p.quantity !== 0) return p.owner;
  }
  for (const o of exposedOrders(facts)) {
    if (o.instrument === instrument && o.owner !== owner) return o.owner;
  }
  return undefined;
}
