import { keyText, type Ms } from '../sdk/index.ts';
import type { CoreRecord, Decision, Effect } from './effect.ts';
import type { Event } from './event.ts';
import type { Facts } from './facts.ts';
import { keptText } from './kept-text.ts';
import { foldDay, foldEquity } from './metrics/fold-equity.ts';
import { filledShare, foldConnection, foldEnd } from './metrics/fold-service.ts';
import { foldOutcome, foldRecancel, foldUpdate } from './orders/fold-order.ts';
import { changeOf, createOrder } from './orders/order.ts';
import { moveStop } from './orders/plan.ts';
import { pruneOrders } from './orders/prune.ts';
import { foldFill, foldFunding, foldMovedEquity, foldTransfer } from './portfolio/fold-execution.ts';
import { foldReconciled } from './reconcile/fold-reconciled.ts';
import { foldRiskDay, foldRiskRecord, foldRiskResume, foldTrades } from './risk/risk-facts.ts';

/** Changes facts by one event. Recovery and the running core use this one function. */
export function foldEvent(facts: Facts, event: Event): void {
  facts.seq = event.seq;
  facts.at = event.at;
  switch (event.type) {
    case 'config':
      facts.run = event.config.run;
      facts.profile = event.config.profile;
      facts.profileFile = event.config.profileFile;
      facts.edits = event.config.edits ?? [];
      // Of other instruments, or of books that are old by now.
      facts.rotation = undefined;
      facts.configHash = event.configHash;
      facts.currency = event.config.currency;
      if (event.cause === 'start') {
        facts.feedUp = false;
        facts.awaitsAccount = event.config.awaitsAccount === true;
        // Of another process.
        facts.risk.strain = undefined;
      }
      for (const { owner } of event.config.strategies) {
        if (!event.config.staysStopped?.includes(owner)) facts.stopped.delete(owner);
      }
      return;
    case 'instrument':
      facts.instruments.set(event.instrument, event.definition);
      return;
    case 'order':
      foldWord(facts, event);
      return;
    case 'outcome':
      foldWord(facts, event);
      return;
    case 'fill': {
      facts.booked = event.seq;
      const { losses, wins, rated, r } = facts.performance.trades;
      foldWord(facts, event);
      foldTrades(facts.risk, { losses, wins, rated, r }, facts.performance.trades);
      return;
    }
    case 'funding':
      facts.booked = event.seq;
      foldFunding(facts, event);
      return;
    case 'transfer':
      facts.booked = event.seq;
      foldTransfer(facts, event);
      return;
    case 'venue':
      facts.booked = event.seq;
      // The first snapshot of an account states its cash; later ones are compared, see reconcile. A currency that it
      // does not list is at 0: what appears of it later was traded, and comes with its fills.
      if (facts.cash.size > 0) return;
      for (const b of event.snapshot.balances) facts.cash.set(b.currency, b.total);
      return;
    case 'feed':
      if (event.overload === true) facts.risk.overloads++;
      if (event.status === 'gap') facts.counters.gaps++;
      else if (event.instrument === undefined) {
        foldConnection(facts.performance, facts.feedUp, event.status === 'up', event.at);
        facts.feedUp = event.status === 'up';
      }
      return;
    case 'resource':
      facts.risk.strain =
        event.state === 'ok'
          ? undefined
          : { sinceMs: facts.risk.strain?.sinceMs ?? event.at, reason: event.reason };
      return;
    case 'timer':
      facts.timers.delete(event.timerId);
      if (event.timerId.startsWith('recancel/')) foldRecancel(facts, event.timerId.slice('recancel/'.length));
      return;
    default:
      // Market data changes minds only; a command changes facts through the records it leads to.
      return;
  }
}

/** Folds what the venue says of an order, and what that makes of its fill ratio. */
function foldWord(facts: Facts, event: Extract<Event, { type: 'order' | 'outcome' | 'fill' }>): void {
  const { clientOrderId, at } = event;
  const order = facts.orders.get(clientOrderId);
  const before = filledShare(order);
  if (event.type === 'fill') foldFill(facts, order, event, at);
  else if (order === undefined) return;
  else if (event.type === 'order') foldUpdate(facts, order, event, at);
  else foldOutcome(facts, order, event, at);
  // A fill by which the venue closes a position makes its order known.
  foldEnd(facts.performance, before, filledShare(order ?? facts.orders.get(clientOrderId)));
}

/** Changes facts by all that one event led to, market data included: its effects bear its seq and at. */
export function foldDecision(facts: Facts, decision: Decision): void {
  for (const effect of decision.effects) foldEffect(facts, effect, decision.seq, decision.at);
}

/** Changes facts by one effect, at the moment it is decided. */
export function foldEffect(facts: Facts, effect: Effect, seq: number, at: Ms): void {
  facts.seq = seq;
  facts.at = at;
  switch (effect.type) {
    case 'submit': {
      const { order } = effect;
      facts.orderCount++;
      facts.counters.ordersSubmitted++;
      facts.open.add(order.clientOrderId);
      facts.orders.set(order.clientOrderId, createOrder(order, facts.at, effect));
      if (order.role === 'entry') facts.lastEntry.set(keptText(keyText(order), order.side), facts.at);
      pruneOrders(facts);
      return;
    }
    case 'amend': {
      const order = facts.orders.get(effect.request.clientOrderId);
      if (!order) return;
      order.amending = changeOf(effect.request);
      order.amendedAt = order.told;
      return;
    }
    case 'cancel': {
      const order = facts.orders.get(effect.request.clientOrderId);
      if (order) order.cancelRequested = true;
      return;
    }
    case 'timer':
      if (effect.dueMs === 0) facts.timers.delete(effect.timerId);
      else facts.timers.set(effect.timerId, effect.dueMs);
      return;
    case 'record':
      foldRecord(facts, effect.record);
      return;
    case 'alert':
      return;
  }
}

function foldRecord(facts: Facts, record: CoreRecord): void {
  switch (record.kind) {
    case 'killed':
      facts.kill ??= { reason: record.reason, sinceMs: facts.at };
      return;
    case 'halted':
      facts.halt ??= { rule: record.rule, reason: record.reason, sinceMs: facts.at };
      return;
    case 'paused':
      facts.paused = true;
      return;
    case 'resumed':
      facts.kill = undefined;
      facts.halt = undefined;
      foldRiskResume(facts.risk, record.equity);
      facts.paused = false;
      return;
    case 'flattening':
      for (const key of record.keys) facts.flattening.add(key);
      return;
    case 'day':
      foldRiskDay(facts.risk, facts.day?.key);
      facts.day = { key: record.day, equity: BigInt(record.equity) };
      facts.halt = undefined;
      foldDay(facts.performance, record.day, facts.at, facts.day.equity);
      return;
    case 'moved':
      foldMovedEquity(facts, BigInt(record.equity));
      return;
    case 'equity':
      foldEquity(facts.performance, facts.at, BigInt(record.equity));
      return;
    case 'peak':
    case 'drawdown':
    case 'cooldown':
    case 'expectancy':
    case 'mode':
      foldRiskRecord(facts.risk, record, facts.at);
      return;
    case 'ranked':
      facts.rotation = { ranked: record.ranked, nextMs: record.nextMs };
      return;
    case 'strategy-stopped':
      facts.stopped.set(record.owner, record.reason);
      return;
    case 'verdict':
      foldVerdict(facts, record);
      return;
    case 'reconciled':
      facts.booked = facts.seq;
      foldReconciled(facts, record);
      return;
    case 'break-even': {
      const position = facts.positions.get(record.key);
      if (position) position.brokeEven = true;
      if (record.mode === 'full') moveStop(position, record.stop);
      return;
    }
    case 'stop-moved':
      moveStop(facts.positions.get(record.key), record.stop);
      return;
    case 'venue-refused': {
      const position = facts.positions.get(record.key);
      if (record.target === undefined) {
        if (position) position.coreTrails = true;
      } else position?.refusedTargets.push(record.target);
      return;
    }
    case 'entry-fill': {
      const order = facts.orders.get(record.clientOrderId);
      if (order) order.isJudged = true;
      return;
    }
    case 'held': {
      const { kind: _, ...held } = record;
      if (!facts.held.has(held.id)) facts.heldCount = Math.max(facts.heldCount, Number(held.id.slice(1)));
      facts.held.set(held.id, held);
      return;
    }
    case 'released':
      facts.held.delete(record.id);
      return;
    case 'dust': {
      const position = facts.positions.get(record.key);
      if (position) position.dust = true;
      facts.flattening.delete(record.key);
      return;
    }
    case 'dropped':
      return;
  }
}

/** Counts what strategies asked for, and what refused it. */
function foldVerdict(
  facts: Facts,
  { intent, verdict, rules }: Extract<CoreRecord, { kind: 'verdict' }>,
): void {
  if (intent.type === 'protect' || intent.type === 'flatten' || intent.type === 'retry') return;
  facts.counters.signals++;
  if (verdict === 'allow') return;
  facts.counters.signalsRejected++;
  const rule = rules.at(-1)?.rule ?? 'unknown';
  facts.refusals.set(rule, (facts.refusals.get(rule) ?? 0) + 1);
}
