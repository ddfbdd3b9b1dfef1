import { CASH_SCALE, type Cash, type Currency, type MarketEvent, toFloat } from '../sdk/index.ts';
import { takeCommand } from './commands.ts';
import type { Effect } from './effect.ts';
import type { Event, Stamp, TimerEvent } from './event.ts';
import { continueFlatten } from './flatten.ts';
import { foldEvent } from './fold.ts';
import { updateMarket } from './market/market.ts';
import { allOpenOrders, cancelOrder } from './orders/open-orders.ts';
import { equity } from './portfolio/equity.ts';
import { followPrice, protect, unprotected } from './protect.ts';
import { watchBackpressure } from './risk/watch/watch-backpressure.ts';
import { leaveFailSafe, watchFailSafe } from './risk/watch/watch-fail-safe.ts';
import { watchPositions } from './risk/watch/watch-positions.ts';
import { watchRisk } from './risk/watch/watch-risk.ts';
import { watchRotation } from './risk/watch/watch-rotation.ts';
import { watchSession, watchSessions } from './risk/watch/watch-session.ts';
import { onHeldTimer } from './signals/held.ts';
import { type Core, emit, placeOf } from './state.ts';
import { dispatchMarket, settleWarmUp, tellDropped } from './strategies.ts';
import { takeFill, takeWord } from './tend-order.ts';
import { isDue, pushEquity } from './view/equity-curve.ts';

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
      playIn(core, event);
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

/** Warm-up bars: seen by `onBar` with `warm` false; what it answers is dropped and counted. */
function playIn(core: Core, event: Extract<Event, { type: 'history' }>): void {
  const place = placeOf(core, event.instrument);
  if (!place) return;
  for (const bar of event.bars) {
    if (!updateMarket(place, bar)) continue;
    place.updatedMs = event.at;
    dispatchMarket(core, place, bar);
  }
}

/** Events that change minds. A function of its own: it sees few shapes of events, and V8 reads those quickly. */
function lookAround(core: Core, event: MarketEvent & Stamp): void {
  stamp(core, event);
  const market = placeOf(core, event.instrument);
  if (!market) return;
  market.isDefined ||= core.facts.instruments.has(event.instrument);
  if (!market.isDefined) return;
  if (!updateMarket(market, event)) return;
  market.updatedMs = event.at;
  if (event.type === 'bar') core.tally.bars++;
  core.trigger = event;
  watchRisk(core);
  watchPositions(core, market);
  watchRotation(core);
  if (event.type === 'bar' || event.type === 'ticker') {
    if (isDue(core.curve, event.at)) pushEquity(core.curve, event.at, toFloat(equity(core), CASH_SCALE));
  }
  if (event.type !== 'book') followPrice(core, event.instrument);
  dispatchMarket(core, market, event);
}

/** Events that change facts. */
function decide(
  core: Core,
  event: Exclude<Event, { type: 'bar' | 'book' | 'trade' | 'ticker' | 'history' }>,
): void {
  const { facts } = core;
  switch (event.type) {
    case 'fill':
      takeFill(core, event);
      return;
    case 'order':
    case 'outcome':
      takeWord(core, event);
      return;
    case 'transfer': {
      const before = equity(core);
      foldEvent(facts, event);
      if (event.currency !== facts.currency) moved(core, event.currency, equity(core) - before);
      return;
    }
    case 'timer': {
      // One that was cancelled while it was on its way.
      const isStale = !facts.timers.has(event.timerId);
      foldEvent(facts, event);
      if (!isStale) onTimer(core, event);
      return;
    }
    default:
      foldEvent(facts, event);
      react(core, event);
  }
}

/** To an event that has just been folded. */
function react(core: Core, event: Event): void {
  const { facts } = core;
  switch (event.type) {
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
      // Funding and the state of the process are facts alone.
      return;
  }
}

/** A transfer in another currency, at what it has just moved equity by. */
function moved(core: Core, currency: Currency, by: Cash): void {
  if (by !== 0n) emit(core, { type: 'record', record: { kind: 'moved', currency, equity: by.toString() } });
}

/** Entries of strategies that the profile no longer has: nobody waits for them. */
function cancelLeft(core: Core): void {
  for (const order of allOpenOrders(core.facts)) {
    const stays = core.config.strategies.some((strategy) => strategy.owner === order.owner);
    if (!stays && !order.reduceOnly) cancelOrder(core, order, 'its strategy has left');
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
