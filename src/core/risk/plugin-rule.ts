import { plainText, type RiskProposal, type RiskRuling, type RiskView } from '../../sdk/index.ts';
import { markPrice } from '../market/market.ts';
import { exposedOrders } from '../orders/exposed-orders.ts';
import { exposedQuantity } from '../orders/order.ts';
import { equity } from '../portfolio/equity.ts';
import { freeCash } from '../portfolio/margin.ts';
import type { Core } from '../state.ts';
import type { Proposal, RiskRule, Ruling } from './proposal.ts';
import { dayLoss } from './rules/daily-loss.ts';

/** A rule of a plugin, with its options filled in. */
export type RuleCheck = (proposal: RiskProposal, view: RiskView) => RiskRuling;

/**
 * A plugin's rule as the gate asks it: for entries only, with plain data of its own. What it throws, or answers that is
 * no ruling, denies the proposal and is told. While it runs, the proposal's owner is who the watchdog would name.
 */
export function pluginRule(name: string, check: RuleCheck): RiskRule {
  return {
    name,
    requirement: 'plugin',
    appliesTo: 'entry',
    check(proposal, core) {
      try {
        core.onEnter?.(proposal.owner);
        return rulingOf(check(plainProposal(proposal), viewOf(core, proposal)), proposal);
      } catch (error) {
        return faulty(`it threw ${plainText(String(error), 120)}`);
      } finally {
        core.onLeave?.();
      }
    },
  };
}

function rulingOf(given: RiskRuling, { quantity: proposed }: Proposal): Ruling {
  const { verdict, quantity } = given;
  const texts = {
    used: plainText(String(given.used), 80),
    limit: plainText(String(given.limit), 80),
    reason: plainText(String(given.reason), 200),
  };
  if (verdict === 'allow' || verdict === 'deny') return { verdict, ...texts };
  if (verdict !== 'resize') return faulty(`it answered ${plainText(String(verdict), 40)}`);
  const isSmaller = Number.isSafeInteger(quantity) && (quantity ?? 0) > 0 && (quantity ?? 0) <= proposed;
  if (quantity === undefined || !isSmaller) return faulty('it resized to no smaller whole quantity');
  return { verdict, ...texts, quantity };
}

function faulty(fault: string): Ruling {
  return { verdict: 'deny', used: 'faulty', limit: 'a ruling', reason: fault, fault };
}

function plainProposal(proposal: Proposal): RiskProposal {
  const { owner, leg, side, type, quantity, timeInForce, reference } = proposal;
  const { price, triggerPrice, stop } = proposal;
  return {
    ...{ owner, leg, side, type, quantity, timeInForce, reference },
    instrument: { ...proposal.instrument },
    ...(price !== undefined && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(stop !== undefined && { stop }),
  };
}

function viewOf(core: Core, { instrument }: Proposal): RiskView {
  const market = core.markets.get(instrument.id);
  const bid = market?.book?.bids.price(0);
  const ask = market?.book?.asks.price(0);
  const mark = market && markPrice(market);
  const now = equity(core);
  return {
    nowMs: core.now,
    equity: now,
    freeCash: freeCash(core),
    dayLoss: dayLoss(core, now).loss,
    market: {
      ...(bid !== undefined && { bid }),
      ...(ask !== undefined && { ask }),
      ...(mark !== undefined && { mark }),
      ...(market?.last !== undefined && { last: market.last }),
    },
    positions: [...core.facts.positions.values()].flatMap((position) => {
      const { instrument: id, leg, owner, quantity, openedMs } = position;
      return quantity === 0 ? [] : [{ instrument: id, leg, owner, quantity, openedMs }];
    }),
    entries: exposedOrders(core.facts).flatMap((order) => {
      const { instrument: id, owner, side } = order;
      return order.reduceOnly ? [] : [{ instrument: id, owner, side, quantity: exposedQuantity(order) }];
    }),
  };
}
