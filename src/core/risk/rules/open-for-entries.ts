import { isBlind } from '../../portfolio/equity.ts';
import { whyUnreconciled } from '../../reconcile/hold.ts';
import type { RiskRule, Ruling } from '../proposal.ts';

const OPEN: Ruling = { verdict: 'allow', used: 'open', limit: 'open', reason: 'the bot takes entries' };

/**
 * Entries need a bot that is not paused, halted or winding a position down, and a live, unbroken feed (D-2). While what
 * is held has no price yet, as after a restart, nobody knows whether a loss limit is past.
 */
export const openForEntries: RiskRule = {
  name: 'open-for-entries',
  requirement: 'D-2',
  appliesTo: 'entry',
  check(proposal, core) {
    const reason = closedReason(proposal.instrument.id, core);
    return reason === undefined ? OPEN : { verdict: 'deny', used: 'closed', limit: 'open', reason };
  },
};

function closedReason(instrument: string, core: Parameters<RiskRule['check']>[1]): string | undefined {
  const { facts } = core;
  const unreconciled = whyUnreconciled(facts);
  if (unreconciled !== undefined) return unreconciled;
  if (facts.paused) return 'entries are paused by the operator';
  if (facts.halt) return `entries are halted by ${facts.halt.rule}: ${facts.halt.reason}`;
  for (const key of facts.flattening) {
    if (facts.positions.get(key)?.instrument === instrument) return 'the position in it is being closed';
  }
  if (!facts.feedUp) return 'the exchange feed is down';
  if (isBlind(core)) return 'what is held has no price yet: the loss limits cannot be judged';
  if (core.markets.get(instrument)?.gap) return 'market data has a gap; waiting for a fresh snapshot';
  const status = facts.instruments.get(instrument)?.status;
  if (status !== 'trading') return `the venue says the instrument is ${status ?? 'unknown'}`;
  return undefined;
}
