import type { Input } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { isFinal } from '../../core/orders/machine.ts';
import { isKnown } from '../../core/portfolio/fold-execution.ts';
import {
  CASH_SCALE,
  type Exchange,
  formatTrim,
  type Ms,
  type PluginLog,
  type VenueSnapshot,
} from '../../sdk/index.ts';
import type { Resolver } from '../effects/resolver.ts';

/** Executions this much older than the newest known are asked for again; duplicates are dropped by the fold. */
const OVERLAP_MS: Ms = 60_000;
/** A difference counts when it is seen so often while nothing was filled: what fills meanwhile makes one of its own. */
const LOOKS = 3;
/** In a market that never stands still. */
const MOST_LOOKS = 20;

export interface CatchUpPorts {
  readonly exchange: Exchange;
  readonly facts: Facts;
  readonly resolver: Resolver;
  readonly log: PluginLog;
  readonly push: (event: Input) => void;
  /** Called when the executions that were missed have been pushed: later ones may follow. */
  readonly onFetched: () => void;
  /** Settles when everything pushed so far is folded and durable. */
  readonly drain: () => Promise<void>;
}

/**
 * After a restart, before anything new is sent: the fate of every order that was under way, the fills missed, and
 * the account as the venue has it. Returns the differences that remain; none is the rule.
 * @throws BotrcError where the venue does not answer; the caller tries again.
 */
export async function catchUp(ports: CatchUpPorts): Promise<readonly string[]> {
  const { exchange, facts, resolver, push, drain, log } = ports;
  const since = Math.max(0, facts.lastExecutionMs - OVERLAP_MS);
  const fetchExecutions = async (): Promise<void> => {
    for (const execution of await exchange.executionsSince(since)) {
      if (!isKnown(facts, execution)) push(execution);
    }
    await drain();
  };
  if (facts.orders.size > 0) await fetchExecutions();
  ports.onFetched();
  const open = [...facts.orders.values()].filter((order) => !isFinal(order.state));
  const doubts = ['amend', 'cancel'] as const;
  await Promise.all(open.map((order) => resolver.resolve(order.clientOrderId, order.instrument, doubts)));
  await drain();
  let differences: readonly string[] = [];
  const booked = (): string => `${facts.counters.fills}/${facts.lastExecutionMs}`;
  for (let look = 0, still = 0; look < MOST_LOOKS && still < LOOKS; look++) {
    const before = booked();
    const snapshot = await exchange.snapshot();
    push({ type: 'venue', time: snapshot.time, snapshot });
    await drain();
    differences = compare(facts, snapshot);
    if (differences.length === 0) break;
    if (booked() === before) still++;
    await fetchExecutions();
  }
  for (const difference of differences) log.error(`the account differs from the venue: ${difference}`);
  return differences;
}

/** What of positions, cash and orders is not as the venue says, a sentence each. */
export function compare(facts: Facts, snapshot: VenueSnapshot): readonly string[] {
  const differences: string[] = [];
  const ours = new Map<string, number>();
  for (const p of facts.positions.values()) {
    const key = `${p.instrument} ${p.leg}`;
    ours.set(key, (ours.get(key) ?? 0) + p.quantity);
  }
  const theirs = new Map(snapshot.positions.map((p) => [`${p.instrument} ${p.leg}`, p.quantity]));
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(key) ?? 0, theirs.get(key) ?? 0];
    if (a !== b) differences.push(`position ${key}: ${a} here, ${b} at the venue (in its smallest units)`);
  }
  for (const { currency, total } of snapshot.balances) {
    const cash = facts.cash.get(currency) ?? 0n;
    if (cash === total) continue;
    const [a, b] = [formatTrim(cash, CASH_SCALE, 2), formatTrim(total, CASH_SCALE, 2)];
    differences.push(`cash ${currency}: ${a} here, ${b} at the venue`);
  }
  const known = new Set(
    [...facts.orders.values()].filter((o) => !isFinal(o.state)).map((o) => o.clientOrderId),
  );
  for (const order of snapshot.orders) {
    if (!known.has(order.clientOrderId))
      differences.push(`order ${order.clientOrderId} works at the venue and is not known here`);
  }
  return differences;
}
