import { CASH_SCALE, type Cash, type Currency, keyText, type MarketEvent, toFloat } from '../sdk/index.ts';
import { takeCommand } from './commands.ts';
import type { Effect } from './effect.ts';
import type { Event, Stamp, TimerEvent } from './event.ts';
import { continueFlatten, requestFlatten } from './flatten.ts';
import { foldEvent } from './fold.ts';
import { updateMarket } from './market/market.ts';
import { alertClosed } from './orders/closed-alert.ts';
import { cancelGroup } from './orders/group.ts';
import { judgeEntry } from './orders/judge-entry.ts';
import { isFinal } from './orders/machine.ts';
import { allOpenOrders, cancelLater, cancelOrder } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import { resizeLater } from './orders/stops.ts';
import { closedByVenue } from './orders/venue-order.ts';
import { equity } from './portfolio/equity.ts';
import type { Position } from './portfolio/position.ts';
import { followPrice, protect, unprotected } from './protect.ts';
import { watchBackpressure } from './risk/watch/watch-backpressure.ts';
import { leaveFailSafe, watchFailSafe } from './risk/watch/watch-fail-safe.ts';
import { watchPositions } from './risk/watch/watch-positions.ts';
import { watchRisk } from './risk/watch/watch-risk.ts';
import { watchSession, watchSessions } from './risk/watch/watch-session.ts';
import { watchTrades } from './risk/watch/watch-trades.ts';
import { onHeldTimer } from './signals/held.ts';
import { type Core, emit } from './state.ts';
import {
  dispatchFill,
  dispatchMarket,
  dispatchOrder,
  settleWarmUp,
  tellDropped,
  warmUp,
} from './strategies.ts';
import { isDue, pushEquity } from './view/equity-curve.ts';
import { showFill } from './view/fills.ts';

const NONE: readonly Effect[] = [];

/**
 * The whole core: folds one event into the state and answers with what is to be done. Synchronous, no I/O, no clock;
 * equal states and events give equal effects, byte for byte.
 */
export function step(core: Core, event: Event): readonly Effect[] {
  if (core.effects.length > 0) core.effects = [];
  core.trigger = undefined;
  switch (event.type) {
    case 'bar':
    case 'book':
    case 'trade':
    case 'ticker':
      lookAround(core, event);
      break;
    case 'history':
      stamp(core, event);
      core.warming = true;
      for (const bar of event.bars) {
        const market = core.markets.get(event.instrument);
        if (market && updateMarket(market, bar, event.at)) warmUp(core, [bar]);
      }
      core.warming = false;
      settleWarmUp(core);
      break;
    default:
      stamp(core, event);
      decide(core, event);
  }
  if (core.effects.length === 0) return NONE;
  watchFailSafe(core);
  return core.effects;
}

function stamp(core: Core, { seq, at }: Stamp): void {
  core.seq = seq;
  core.now = at;
  core.tally.events++;
}

/** Events that change minds. A function of its own: it sees few shapes of events, and V8 reads those quickly. */
function lookAround(core: Core, event: MarketEvent & Stamp): void {
  stamp(core, event);
  const market = core.markets.get(event.instrument);
  if (!market || !core.facts.instruments.has(event.instrument)) return;
  if (!updateMarket(market, event, event.at)) return;
  if (event.type === 'bar') core.tally.bars++;
  core.trigger = event;
  watchRisk(core);
  watchPositions(core, market);
  if (event.type === 'bar' || event.type === 'ticker') {
    if (isDue(core.curve, event.at)) pushEquity(core.curve, event.at, toFloat(equity(core), CASH_SCALE));
  }
  if (event.type !== 'book') followPrice(core, event.instrument);
  dispatchMarket(core, event);
}

/** Events that change facts. */
function decide(
  core: Core,
  event: Exclude<Event, { type: 'bar' | 'book' | 'trade' | 'ticker' | 'history' }>,
): void {
  const { facts } = core;
  const order = 'clientOrderId' in event ? facts.orders.get(event.clientOrderId) : undefined;
  const before = order && {
    state: order.state,
    filled: order.filled,
  };
  const position =
    event.type !== 'fill' ? undefined : order ? positionOf(core, order) : closedByVenue(facts, event);
  const realized = position?.realized ?? 0n;
  // One that was cancelled while it was on its way to the core.
  const isStale = event.type === 'timer' && !facts.timers.has(event.timerId);
  const wealth = event.type === 'transfer' ? equity(core) : 0n;
  foldEvent(facts, event);
  switch (event.type) {
    case 'transfer':
      if (event.currency !== facts.currency) moved(core, event.currency, equity(core) - wealth);
      return;
    case 'fill': {
      const order = facts.orders.get(event.clientOrderId);
      if (!order || order.filled === before?.filled) return;
      showFill(core, event, order, (positionOf(core, order)?.realized ?? 0n) - realized);
      if (event.cause !== undefined) alertClosed(core, event);
      watchRisk(core);
      watchTrades(core);
      cancelGroup(core, order);
      tend(core, order);
      judgeEntry(core, order);
      endTimers(core, order);
      watchSession(core, order.instrument);
      dispatchFill(core, event, order);
      return;
    }
    case 'order':
    case 'outcome':
      if (!order) return;
      if (event.type === 'outcome' && event.request === 'amend' && event.outcome.kind === 'rejected') {
        resizeLater(core, order);
      }
      if (event.type === 'outcome' && event.request === 'cancel' && event.outcome.kind === 'rejected') {
        cancelLater(core, order);
      }
      if (order.state !== before?.state && !neverSent(event)) takeRefusal(core, order);
      endTimers(core, order);
      // First, so that targets wait for the rest of an entry that is sent once more.
      judgeEntry(core, order);
      tend(core, order);
      if (order.state !== before?.state) {
        rejectAlert(core, order);
        dispatchOrder(core, order);
      }
      return;
    case 'timer':
      if (!isStale) onTimer(core, event);
      return;
    case 'command':
      takeCommand(core, event.command);
      return;
    case 'feed':
      if (event.status !== 'gap') return;
      for (const market of core.markets.values()) {
        if (event.instrument !== undefined && event.instrument !== market.instrument) continue;
        market.gap = true;
        market.late = event.overload === true;
      }
      if (event.overload === true) watchBackpressure(core, event.reason);
      return;
    case 'venue':
      watchRisk(core);
      for (const position of facts.positions.values()) protect(core, position);
      for (const key of facts.flattening) continueFlatten(core, key);
      return;
    case 'config':
      for (const seat of core.seats) seat.lastReason = undefined;
      cancelLeft(core);
      watchSessions(core);
      return;
    case 'instrument':
      watchSession(core, event.instrument);
      return;
    default:
      // Funding, transfers and the state of the process are facts alone.
      return;
  }
}

/** After a change of one order: its position's protection, and a flattening that goes on. */
function tend(core: Core, order: Order): void {
  const text = keyText(order);
  const position = core.facts.positions.get(text);
  if (!position) return;
  protect(core, position);
  continueFlatten(core, text);
}

/**
 * True where the venue never saw the order, so that it refused nothing: a new stop can be sent. That this does not go on
 * for ever is up to the guard that closes a position without a confirmed stop.
 */
function neverSent(event: Extract<Event, { type: 'order' | 'outcome' }>): boolean {
  return (
    event.type === 'outcome' &&
    event.outcome.kind === 'rejected' &&
    event.outcome.code === 'BOTRC_NOT_AT_VENUE'
  );
}

/** What the venue's no to an order means: a refused stop leaves its position naked, others are not asked for again. */
function takeRefusal(core: Core, order: Order): void {
  if (order.state !== 'rejected' || (order.role !== 'stop' && order.role !== 'target')) return;
  const key = keyText(order);
  const position = core.facts.positions.get(key);
  if (!position || position.quantity === 0) return;
  if (order.role === 'target') {
    const { target } = order;
    if (target === undefined || target.plan !== position.plan?.targetsOf) return;
    emit(core, { type: 'record', record: { kind: 'venue-refused', key, target: target.index } });
    return;
  }
  if (order.type === 'trailing-stop') {
    emit(core, { type: 'record', record: { kind: 'venue-refused', key } });
    return;
  }
  const reason = `the venue refused its stop: ${order.reason ?? 'no reason given'}`;
  requestFlatten(core, [position], reason, 'flatten');
}

function positionOf(core: Core, order: Order): Position | undefined {
  return core.facts.positions.get(keyText(order));
}

/** A transfer in another currency, at what it has just moved equity by. */
function moved(core: Core, currency: Currency, by: Cash): void {
  if (by !== 0n) emit(core, { type: 'record', record: { kind: 'moved', currency, equity: by.toString() } });
}

function rejectAlert(core: Core, order: Order): void {
  if (order.state !== 'rejected') return;
  emit(core, {
    type: 'alert',
    level: order.role === 'entry' ? 'warning' : 'critical',
    title: `${order.instrument}: ${order.role} order rejected`,
    text: `${order.clientOrderId}: ${order.reason ?? 'no reason given'}`,
    dedupeKey: `rejected/${order.instrument}/${order.role}`,
  });
}

/** Entries of strategies that the profile no longer has: nobody waits for them. */
function cancelLeft(core: Core): void {
  for (const order of allOpenOrders(core.facts)) {
    const stays = core.config.strategies.some((strategy) => strategy.owner === order.owner);
    if (!stays && !order.reduceOnly) cancelOrder(core, order, 'its strategy has left');
  }
}

/** Nothing waits for an order that has ended. */
function endTimers(core: Core, { clientOrderId, state }: Order): void {
  if (!isFinal(state) || core.facts.timers.size === 0) return;
  for (const timerId of [`expire/${clientOrderId}`, `recancel/${clientOrderId}`]) {
    if (core.facts.timers.has(timerId)) emit(core, { type: 'timer', timerId, dueMs: 0 });
  }
}

function onTimer(core: Core, event: TimerEvent): void {
  const slash = event.timerId.indexOf('/');
  const kind = event.timerId.slice(0, slash);
  const subject = event.timerId.slice(slash + 1);
  if (kind === 'flatten') continueFlatten(core, subject);
  else if (kind === 'held') tellDropped(core, onHeldTimer(core, subject));
  else if (kind === 'unprotected') {
    const position = core.facts.positions.get(subject);
    if (position) unprotected(core, position);
  } else if (kind === 'resize') {
    const position = core.facts.positions.get(subject);
    if (position) protect(core, position);
  } else if (kind === 'recancel') {
    const order = core.facts.orders.get(subject);
    if (order) cancelOrder(core, order, 'its cancel was refused');
  } else if (kind === 'fail-safe') leaveFailSafe(core);
  else if (kind === 'session') watchSession(core, subject);
  else if (kind === 'expire') {
    const order = core.facts.orders.get(subject);
    if (order) cancelOrder(core, order, 'the signal expired');
  }
}
