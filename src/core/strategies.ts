import type { Answer, Bar, Exit, Fill, Intent, MarketEvent, StrategyContext } from '../sdk/index.ts';
import { intentsOf, thrownText } from './answers.ts';
import type { Order } from './orders/order.ts';
import type { Refusal } from './risk/gate.ts';
import type { Dropped } from './signals/held.ts';
import { takeIntent } from './signals/take.ts';
import { type Core, emit, type Place, type Seat } from './state.ts';
import { stopStrategy } from './stop-strategy.ts';
import { contextOf, orderView } from './strategy-context.ts';
import { showAsked } from './view/asked.ts';

/** What a strategy is told. */
type Word = MarketEvent | Fill | { readonly type: 'own-order'; readonly order: Order };

/** Hands a market event to the strategies that asked for it. */
export function dispatchMarket(core: Core, { ears }: Place, event: MarketEvent): void {
  // What one of several strategies is told, the others and the core must still find as it was.
  if (core.seats.length > 1) Object.freeze(event);
  for (const ear of ears) {
    if (event.type === 'bar') {
      if (ear.bars[0] !== event.interval && !ear.bars.includes(event.interval)) continue;
      countBar(core, ear.seat, event);
    } else if (!ear[event.type]) continue;
    tell(core, ear.seat, event);
  }
}

export function dispatchFill(core: Core, fill: Fill, order: Order): void {
  const seat = seatOf(core, order.owner);
  if (seat?.instance.onFill) tell(core, seat, Object.freeze(fill));
}

export function dispatchOrder(core: Core, order: Order): void {
  const seat = seatOf(core, order.owner);
  if (seat?.instance.onOrder) tell(core, seat, { type: 'own-order', order });
}

function seatOf(core: Core, owner: string): Seat | undefined {
  return core.seats.find((seat) => seat.config.owner === owner);
}

function countBar(core: Core, seat: Seat, bar: Bar): void {
  // It never grows cold again: nobody asks how many more there were.
  if (seat.warm) return;
  const key = `${bar.instrument}/${bar.interval}`;
  seat.bars.set(key, (seat.bars.get(key) ?? 0) + 1);
  if (!core.warming) seat.warm = isWarm(seat);
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

function tell(core: Core, seat: Seat, word: Word): void {
  if (isStopped(core, seat)) return;
  const context = contextOf(core, seat);
  let answer: Answer;
  try {
    core.onEnter?.(seat.config.owner);
    answer = hear(seat.instance, word, context);
  } catch (error) {
    stopSeat(core, seat, `it threw ${thrownText(error)}`);
    return;
  } finally {
    core.onLeave?.();
  }
  if (answer === undefined || answer === null) return;
  let intents: readonly Intent[];
  try {
    intents = intentsOf(answer, seat.chatter, core.now);
  } catch (error) {
    stopSeat(core, seat, `it answered ${thrownText(error)}`);
    return;
  }
  for (const intent of intents) {
    if (!seat.warm || core.warming) drop(core, seat, intent);
    else take(core, seat, intent);
    if (isStopped(core, seat)) return;
  }
}

function isStopped({ facts }: Core, seat: Seat): boolean {
  return facts.stopped.size > 0 && facts.stopped.has(seat.config.owner);
}

function hear(instance: Seat['instance'], word: Word, context: StrategyContext): Answer {
  switch (word.type) {
    case 'bar':
      return instance.onBar?.(word, context);
    case 'book':
      return instance.onBook?.(word, context);
    case 'trade':
      return instance.onTrade?.(word, context);
    case 'ticker':
      return instance.onTicker?.(word, context);
    case 'fill':
      return instance.onFill?.(word, context);
    case 'own-order':
      return instance.onOrder?.(orderView(word.order), context);
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

function take(core: Core, seat: Seat, intent: Intent): void {
  let refusal: ReturnType<typeof takeIntent>;
  try {
    refusal = takeIntent(core, seat, intent);
  } catch (error) {
    stopSeat(core, seat, `it answered with something that is no intent: ${thrownText(error)}`);
    return;
  }
  showAsked(core, seat, intent, refusal);
  if (refusal) tellRefusal(core, seat, intent, refusal);
}

/** A held signal went no further (R-5, E-7). */
export function tellDropped(core: Core, dropped: Dropped | undefined): void {
  const seat = dropped && seatOf(core, dropped.owner);
  if (!seat) return;
  showAsked(core, seat, dropped.signal, dropped.refusal);
  tellRefusal(core, seat, dropped.signal, dropped.refusal);
}

function tellRefusal(core: Core, seat: Seat, intent: Intent, refusal: Refusal): void {
  seat.refused++;
  seat.lastReason = `${refusal.rule}: ${refusal.reason}`;
  try {
    seat.instance.onRefused?.(intent, refusal, contextOf(core, seat));
  } catch (error) {
    stopSeat(core, seat, `it threw ${thrownText(error)}`);
  }
}

function stopSeat(core: Core, seat: Seat, reason: string): void {
  seat.lastReason = reason;
  stopStrategy(core, seat.config.owner, reason);
}
