import type {
  Answer,
  Bar,
  BookView,
  Exit,
  Fill,
  Instrument,
  Intent,
  MarketEvent,
  StrategyContext,
  StrategyOrder,
  StrategyPosition,
  Ticker,
} from '../sdk/index.ts';
import { keyText, plainText } from '../sdk/index.ts';
import { openOrders } from './orders/open-orders.ts';
import type { Order } from './orders/order.ts';
import { entryPrice } from './portfolio/position.ts';
import { takeIntent } from './signals/take.ts';
import { type Core, emit, instrumentOf, type Seat } from './state.ts';
import { stopStrategy } from './stop-strategy.ts';

/** Most intents one call may answer with; a strategy that says more is out of order and is stopped. */
const MOST_INTENTS = 20;

/** Hands a market event to the strategies that asked for it. */
export function dispatchMarket(core: Core, event: MarketEvent): void {
  for (const seat of core.seats) {
    if (!wants(seat, event)) continue;
    switch (event.type) {
      case 'bar':
        countBar(core, seat, event);
        if (seat.instance.onBar) call(core, seat, (i, c) => i.onBar?.(event, c));
        break;
      case 'book':
        if (seat.instance.onBook) call(core, seat, (i, c) => i.onBook?.(event, c));
        break;
      case 'trade':
        if (seat.instance.onTrade) call(core, seat, (i, c) => i.onTrade?.(event, c));
        break;
      case 'ticker':
        if (seat.instance.onTicker) call(core, seat, (i, c) => i.onTicker?.(event, c));
        break;
    }
  }
}

/** Warm-up bars: seen by `onBar` with `warm` false; what it answers is dropped and counted. */
export function warmUp(core: Core, bars: readonly Bar[]): void {
  for (const bar of bars) dispatchMarket(core, bar);
}

export function dispatchFill(core: Core, fill: Fill, order: Order): void {
  const seat = seatOf(core, order.owner);
  if (seat?.instance.onFill) call(core, seat, (i, c) => i.onFill?.(fill, c));
}

export function dispatchOrder(core: Core, order: Order): void {
  const seat = seatOf(core, order.owner);
  if (seat?.instance.onOrder) call(core, seat, (i, c) => i.onOrder?.(orderView(order), c));
}

function seatOf(core: Core, owner: string): Seat | undefined {
  return core.seats.find((seat) => seat.config.owner === owner);
}

function wants(seat: Seat, event: MarketEvent): boolean {
  return seat.config.subscriptions.some(
    (s) =>
      s.stream === event.type &&
      s.instrument === event.instrument &&
      (s.stream !== 'bar' || (event.type === 'bar' && s.interval === event.interval)),
  );
}

function countBar(core: Core, seat: Seat, bar: Bar): void {
  const key = `${bar.instrument}/${bar.interval}`;
  seat.bars.set(key, (seat.bars.get(key) ?? 0) + 1);
  if (seat.warm || core.warming) return;
  seat.warm = isWarm(seat);
}

/** Called when the warm-up history has been played in. */
export function settleWarmUp(core: Core): void {
  for (const seat of core.seats) seat.warm ||= isWarm(seat);
}

function isWarm(seat: Seat): boolean {
  return seat.config.subscriptions.every((s) => {
    if (s.stream !== 'bar') return true;
    return (seat.bars.get(`${s.instrument}/${s.interval}`) ?? 0) >= (seat.config.warmup[s.interval] ?? 0);
  });
}

/** Bars seen and needed, over all its streams. */
export function warmth(seat: Seat): { have: number; need: number } {
  let have = 0;
  let need = 0;
  for (const s of seat.config.subscriptions) {
    if (s.stream !== 'bar') continue;
    const wanted = seat.config.warmup[s.interval] ?? 0;
    need += wanted;
    have += Math.min(wanted, seat.bars.get(`${s.instrument}/${s.interval}`) ?? 0);
  }
  return { have, need };
}

function call(
  core: Core,
  seat: Seat,
  fn: (instance: Seat['instance'], context: StrategyContext) => Answer,
): void {
  if (core.facts.stopped.has(seat.config.owner)) return;
  const context = contextOf(core, seat);
  let answer: Answer;
  try {
    core.onEnter?.(seat.config.owner);
    answer = fn(seat.instance, context);
  } catch (error) {
    stopSeat(core, seat, `it threw ${plainText(String(error))}`);
    return;
  } finally {
    core.onLeave?.();
  }
  if (answer === undefined || answer === null) return;
  const intents: readonly Intent[] = Array.isArray(answer) ? answer : [answer as Intent];
  if (intents.length > MOST_INTENTS) {
    stopSeat(core, seat, `it answered with ${intents.length} intents at once`);
    return;
  }
  for (const intent of intents) {
    if (!seat.warm || core.warming) {
      drop(core, seat, intent);
      continue;
    }
    take(core, seat, intent, context);
  }
}

/** M-4: nothing goes further before the strategy is warm. What it says to history is only counted. */
function drop(core: Core, seat: Seat, intent: Intent): void {
  seat.dropped++;
  const { owner, instruments } = seat.config;
  // It may be anything: nobody has looked at it yet.
  const asked = intent as Partial<Exit> | null | undefined;
  const instrument = instruments.find((id) => id === asked?.instrument);
  if (core.warming || instrument === undefined) return;
  const { have, need } = warmth(seat);
  const reason = `warming up: ${have} of ${need} bars`;
  emit(core, { type: 'record', record: { kind: 'dropped', owner, instrument, reason } });
}

function take(core: Core, seat: Seat, intent: Intent, context: StrategyContext): void {
  let refusal: ReturnType<typeof takeIntent>;
  try {
    refusal = takeIntent(core, seat, intent);
  } catch (error) {
    stopSeat(core, seat, `it answered with something that is no intent: ${plainText(String(error))}`);
    return;
  }
  if (!refusal) return;
  seat.refused++;
  seat.lastReason = `${refusal.rule}: ${refusal.reason}`;
  try {
    seat.instance.onRefused?.(intent, refusal, context);
  } catch (error) {
    stopSeat(core, seat, `it threw ${plainText(String(error))}`);
  }
}

function stopSeat(core: Core, seat: Seat, reason: string): void {
  seat.lastReason = reason;
  stopStrategy(core, seat.config.owner, reason);
}

function contextOf(core: Core, seat: Seat): StrategyContext {
  const keyOf = (instrument: string) =>
    ({ account: core.config.account, instrument, leg: 'net', owner: seat.config.owner }) as const;
  return {
    nowMs: core.now,
    warm: seat.warm && !core.warming,
    instrument: (id: string): Instrument => instrumentOf(core, id),
    book: (id: string): BookView | undefined => core.markets.get(id)?.book,
    ticker: (id: string): Ticker | undefined => core.markets.get(id)?.ticker,
    position(id: string): StrategyPosition {
      const position = core.facts.positions.get(keyText(keyOf(id)));
      if (!position || position.quantity === 0) return FLAT;
      return {
        quantity: position.quantity,
        entryPrice: entryPrice(position, instrumentOf(core, id)),
        openedMs: position.openedMs,
      };
    },
    orders: (id: string): readonly StrategyOrder[] => openOrders(core, keyOf(id)).map(orderView),
  };
}

const FLAT: StrategyPosition = { quantity: 0, entryPrice: undefined, openedMs: undefined };

function orderView(order: Order): StrategyOrder {
  const { clientOrderId, instrument, side, type, quantity, filled, state, tag } = order;
  return { clientOrderId, instrument, side, type, quantity, filled, price: order.price, state, tag };
}
