import type { Input } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { isFinal } from '../../core/orders/machine.ts';
import type { Order } from '../../core/orders/order.ts';
import { isKnown } from '../../core/portfolio/fold-execution.ts';
import type { PlanItem } from '../../core/reconcile/plan.ts';
import type { Clock, Exchange, Ms, VenueSnapshot } from '../../sdk/index.ts';
import type { Resolver } from '../effects/resolver.ts';
import { compareAccount, news } from './compare.ts';

/** Executions this much older than the newest known are asked for again; duplicates are dropped by the fold. */
const OVERLAP_MS: Ms = 60_000;
/** A difference counts when this very one is seen so often in a row: what fills between two looks makes one of its own. */
const LOOKS = 3;
/** Between two looks: a venue may show a position before it lists the fill that made it. */
const APART_MS: Ms = 250;
/** In a market that never stands still. */
const MOST_LOOKS = 20;

export interface LookPorts {
  readonly exchange: Exchange;
  readonly facts: Facts;
  readonly account: string;
  readonly resolver: Resolver;
  readonly wall: Clock;
  readonly push: (event: Input) => void;
  /** Called when the executions that were missed have been pushed: later ones may follow. */
  readonly onFetched: () => void;
  /** Settles when everything pushed so far is folded and durable. */
  readonly drain: () => Promise<void>;
  /** A run begins: whatever was under way is asked for, and what was cancelled or changed last is in doubt. */
  readonly isStart: boolean;
}

/**
 * The account as the venue has it (E-6): the fate of orders that it no longer shows, executions that were missed, then
 * what differs after all. What is found out is booked on the way, and told as an item of its own.
 * @throws BotrcError where the venue does not answer; the caller tries again.
 */
export async function lookAtAccount(ports: LookPorts): Promise<readonly PlanItem[]> {
  const { exchange, facts, resolver, push, drain } = ports;
  const found = new Finds(facts);
  const since = Math.max(0, facts.lastExecutionMs - OVERLAP_MS);
  const fetchExecutions = async (): Promise<void> => {
    for (const execution of await exchange.executionsSince(since)) {
      if (isKnown(facts, execution)) continue;
      if (execution.type === 'fill') found.missed(execution.clientOrderId);
      push(execution);
    }
    await drain();
  };
  const resolve = async (
    orders: readonly Order[],
    doubts: readonly ('amend' | 'cancel')[],
  ): Promise<void> => {
    await Promise.all(orders.map((order) => resolver.resolve(order.clientOrderId, order.instrument, doubts)));
    await drain();
  };
  if (facts.orders.size > 0) await fetchExecutions();
  ports.onFetched();
  if (ports.isStart) await resolve(openOrders(facts), ['amend', 'cancel']);

  let differences: readonly PlanItem[] = [];
  let seen: ReadonlyMap<string, number> = new Map();
  for (let look = 0; look < MOST_LOOKS; look++) {
    const snapshot = await exchange.snapshot();
    push({ type: 'venue', time: snapshot.time, snapshot });
    await drain();
    await resolve(gone(facts, snapshot), []);
    differences = compareAccount(facts, snapshot, ports.account);
    seen = new Map(differences.map(({ mark }) => [mark, (seen.get(mark) ?? 0) + 1]));
    if ([...seen.values()].every((times) => times >= LOOKS)) break;
    await new Promise<void>((resolve) => ports.wall.setTimer(APART_MS, resolve));
    await fetchExecutions();
  }
  return [...differences, ...found.items()];
}

function openOrders(facts: Facts): readonly Order[] {
  return [...facts.orders.values()].filter((order) => !isFinal(order.state));
}

/** Open here, and not there any more: whatever became of them, the venue has forgotten to tell. */
function gone(facts: Facts, { orders }: VenueSnapshot): readonly Order[] {
  const there = new Set(orders.map((order) => order.clientOrderId));
  return openOrders(facts).filter(
    (order) => (order.state === 'working' || order.state === 'partial') && !there.has(order.clientOrderId),
  );
}

/** What became known of our own orders while nobody told us. */
class Finds {
  readonly #facts: Facts;
  readonly #open: ReadonlyMap<string, Order['state']>;
  readonly #missed = new Map<string, number>();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#open = new Map(openOrders(facts).map((order) => [order.clientOrderId, order.state]));
  }

  missed(clientOrderId: string): void {
    this.#missed.set(clientOrderId, (this.#missed.get(clientOrderId) ?? 0) + 1);
  }

  items(): readonly PlanItem[] {
    const items: PlanItem[] = [];
    for (const [id, fills] of this.#missed) {
      const order = this.#facts.orders.get(id);
      const what = order ? `${order.role} order ${id}` : `an order ${id} that is not ours`;
      items.push(news(`fills/${id}`, `${fills} fill(s) of ${what} were missed`, order ? 'info' : 'warning'));
    }
    for (const id of this.#open.keys()) {
      const order = this.#facts.orders.get(id);
      if (!order || !isFinal(order.state) || order.state === 'filled') continue;
      const why = order.reason === undefined ? '' : `: ${order.reason}`;
      // A stop that went without a word leaves a position naked until another is sent.
      const held = order.role === 'stop' && order.reason === undefined;
      items.push(
        news(`ended/${id}`, `${order.role} order ${id} is ${order.state}${why}`, held ? 'warning' : 'info'),
      );
    }
    return items;
  }
}
