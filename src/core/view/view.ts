import { CASH_SCALE, formatTrim, toFloat } from '../../sdk/index.ts';
import type { Market } from '../market/market.ts';
import { markPrice } from '../market/market.ts';
import { isFinal } from '../orders/machine.ts';
import { allOpenOrders, openOrders } from '../orders/open-orders.ts';
import type { Order } from '../orders/order.ts';
import { entryPrice, unrealized } from '../portfolio/booking.ts';
import { toAccount } from '../portfolio/conversion.ts';
import { equity, unrealizedTotal, unvalued } from '../portfolio/equity.ts';
import { freeCash, liquidationOf } from '../portfolio/margin.ts';
import type { Position } from '../portfolio/position.ts';
import { allRules, rulesOf } from '../risk/rules/index.ts';
import { type Core, instrumentOf, markOf, type Seat } from '../state.ts';
import { warmth } from '../strategies.ts';
import { viewAsked, viewParams } from './asked.ts';
import { viewFills } from './fills.ts';
import { viewPerformance } from './performance.ts';
import type { AccountRow, CoreView, MarketRow, OrderRow, PositionRow, RiskRow, StrategyRow } from './rows.ts';
import { viewSignals } from './signals.ts';

const LEVELS = 10;

/** The whole state as plain rows. Reads only. */
export function viewCore(core: Core): CoreView {
  const { facts } = core;
  const dropped = sum(core.seats, (seat) => seat.dropped);
  return {
    nowMs: core.now,
    paused: facts.paused,
    halted: facts.kill !== undefined || facts.halt !== undefined,
    warm: core.seats.every((seat) => seat.warm || facts.stopped.has(seat.config.owner)),
    account: viewAccount(core),
    positions: [...facts.positions.values()]
      .filter((p) => p.quantity !== 0)
      .map((p) => viewPosition(core, p)),
    orders: allOpenOrders(facts).map((o) => viewOrder(core, o)),
    risk: viewRisk(core),
    strategies: core.seats.map((seat) => viewStrategy(core, seat)),
    signals: viewSignals(core),
    counters: {
      events: core.tally.events,
      bars: core.tally.bars,
      // What was dropped for want of warmth counts as asked for and not taken (M-4).
      signals: facts.counters.signals + dropped,
      signalsRejected: facts.counters.signalsRejected + dropped,
      ordersSubmitted: facts.counters.ordersSubmitted,
      fills: facts.counters.fills,
      rejects: facts.counters.rejects,
      gaps: facts.counters.gaps,
    },
    market: [...core.markets.values()].map((market) => viewMarket(core, market)),
    fills: viewFills(core),
    equity: [...core.curve.points],
    performance: viewPerformance(facts.performance, { at: core.now, equity: equity(core) }),
  };
}

function viewAccount(core: Core): AccountRow {
  const { currency } = core.config;
  const { facts } = core;
  const cash = facts.cash.get(currency) ?? 0n;
  const total = equity(core);
  let realized = 0n;
  let fees = 0n;
  let funding = 0n;
  for (const p of facts.positions.values()) {
    const { settle } = instrumentOf(core, p.instrument);
    realized += toAccount(core, p.realized, settle) ?? 0n;
    fees += toAccount(core, p.fees, settle) ?? 0n;
    funding += toAccount(core, p.funding, settle) ?? 0n;
    for (const [other, fee] of p.otherFees ?? []) fees += toAccount(core, fee, other) ?? 0n;
  }
  return {
    currency,
    equity: money(total),
    cash: money(cash),
    realizedPnl: money(realized),
    unrealizedPnl: money(unrealizedTotal(core)),
    dayPnl: money(facts.day ? total - facts.day.equity : 0n),
    fees: money(fees),
    funding: money(funding),
    balances: [...facts.cash].map(([name, amount]) => ({
      currency: name,
      total: money(amount),
      free: money(freeCash(core, name)),
    })),
    unvalued: unvalued(core),
  };
}

function viewPosition(core: Core, position: Position): PositionRow {
  const instrument = instrumentOf(core, position.instrument);
  const price = (p: number | undefined): string | null =>
    p === undefined
      ? null
      : formatTrim(p, instrument.priceScale, decimals(instrument.tick, instrument.priceScale));
  const mark = markOf(core, position.instrument);
  const orders = openOrders(core, position);
  const stop = orders.find((o) => o.role === 'stop');
  return {
    instrument: position.instrument,
    side: position.quantity > 0 ? 'long' : 'short',
    quantity: formatTrim(Math.abs(position.quantity), instrument.quantityScale),
    entryPrice: price(entryPrice(position, instrument)) ?? '0',
    markPrice: price(mark),
    leg: position.leg,
    liquidationPrice: price(liquidationOf(core, position)),
    unrealizedPnl: mark === undefined ? null : money(unrealized(position, instrument, mark)),
    stop: price(stop?.triggerPrice ?? position.plan?.stop),
    stopAt: stop?.state === 'working' || stop?.state === 'partial' ? 'venue' : position.plan ? 'core' : null,
    targets: orders.filter((o) => o.role === 'target').map((o) => price(o.price) ?? ''),
    strategy: position.owner,
    openedMs: position.openedMs,
  };
}

function viewOrder(core: Core, order: Order): OrderRow {
  const instrument = instrumentOf(core, order.instrument);
  const level = order.price ?? order.triggerPrice;
  return {
    id: order.clientOrderId,
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    role: order.role,
    price:
      level === undefined
        ? null
        : formatTrim(level, instrument.priceScale, decimals(instrument.tick, instrument.priceScale)),
    quantity: formatTrim(order.quantity, instrument.quantityScale),
    filled: formatTrim(order.filled, instrument.quantityScale),
    state: order.cancelRequested && !isFinal(order.state) ? 'cancelling' : order.state,
    strategy: order.owner,
    createdMs: order.createdMs,
    reason: order.reason ?? null,
  };
}

function viewRisk(core: Core): RiskRow {
  const { kill } = core.facts;
  const rules = rulesOf(core).flatMap((rule) =>
    rule.status ? [{ name: rule.name, ...rule.status(core) }] : [],
  );
  const states = new Set(rules.map((rule) => rule.state));
  return {
    state: states.has('halted') ? 'halted' : states.has('warning') ? 'warning' : 'ok',
    killSwitch: { active: kill !== undefined, reason: kill?.reason ?? null, sinceMs: kill?.sinceMs ?? null },
    rules,
    order: allRules(core).map(({ name, requirement, appliesTo, isOn }) => ({
      name,
      requirement,
      appliesTo,
      on: isOn?.(core.config) ?? true,
    })),
  };
}

function viewStrategy(core: Core, seat: Seat): StrategyRow {
  const { config } = seat;
  let realized = 0n;
  for (const p of core.facts.positions.values()) {
    if (p.owner !== config.owner) continue;
    const gain = p.realized - p.fees + p.funding;
    realized += toAccount(core, gain, instrumentOf(core, p.instrument).settle) ?? 0n;
  }
  const stopped = core.facts.stopped.get(config.owner);
  return {
    name: config.owner,
    plugin: config.plugin,
    version: config.version,
    instruments: config.instruments,
    state: stopped !== undefined ? 'stopped' : seat.warm ? 'running' : 'warming',
    warmup: warmth(seat),
    realizedPnl: money(realized),
    signals: seat.signals,
    refused: seat.refused,
    reason: stopped ?? seat.lastReason ?? null,
    params: viewParams(config.params),
    asked: viewAsked(seat),
  };
}

function viewMarket(core: Core, market: Market): MarketRow {
  const instrument = core.facts.instruments.get(market.instrument);
  const scale = instrument?.priceScale ?? 0;
  const shown = instrument ? decimals(instrument.tick, scale) : 0;
  const price = (p: number | undefined): string | null =>
    p === undefined ? null : formatTrim(p, scale, shown);
  const levels = (side: 'bids' | 'asks'): (readonly [string, string])[] => {
    const rows: (readonly [string, string])[] = [];
    const book = market.book?.[side];
    for (let i = 0; book && i < LEVELS && i < book.length; i++) {
      const size = formatTrim(book.size(i) ?? 0, instrument?.quantityScale ?? 0);
      rows.push([price(book.price(i)) ?? '', size]);
    }
    return rows;
  };
  const mark = markPrice(market);
  const open = market.dayOpen;
  const [bars] = market.bars.values();
  return {
    instrument: market.instrument,
    last: price(market.last),
    mark: price(mark),
    bid: price(market.book?.bids.price(0)),
    ask: price(market.book?.asks.price(0)),
    bids: levels('bids'),
    asks: levels('asks'),
    changeFraction: market.last === undefined || !open ? null : market.last / open - 1,
    updatedMs: market.updatedMs || null,
    bars: (bars ?? [])
      .slice(-120)
      .map((b) => [
        b.openMs,
        toFloat(b.open, scale),
        toFloat(b.high, scale),
        toFloat(b.low, scale),
        toFloat(b.close, scale),
      ]),
  };
}

/** How many decimals a tick has: what prices are shown with at least. */
function decimals(tick: number, scale: number): number {
  let n = scale;
  for (let t = tick; n > 0 && t % 10 === 0; t /= 10) n--;
  return n;
}

function money(cash: bigint): string {
  return formatTrim(cash, CASH_SCALE, 2);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
