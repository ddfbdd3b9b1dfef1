import type { Effect } from '../../../src/core/effect.ts';
import { step } from '../../../src/core/engine.ts';
import type { Event, Input } from '../../../src/core/event.ts';
import { type Core, createCore } from '../../../src/core/state.ts';
import type { EffectsHash } from '../../../src/runtime/journal/effects-hash.ts';
import type { Bar, Outcome, StrategyInstance } from '../../../src/sdk/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  createVenue,
  defineInstrument,
  onMarket,
  submitOrder,
  type Venue,
  venueSnapshot,
} from '../../../src/sim/index.ts';
import emaCross from '../../../strategies/ema-cross/index.ts';
import { CONFIG, MARKET, PARAMS, PLAIN_CONFIG, VENUE } from './setting.ts';
import { createListener, createSmaCross } from './sma-cross.ts';

/**
 * `sma`: the reference's strategy, one market order per cross. `ema`: `ema-cross` with a stop and a target. `quiet`: the
 * reference's strategy, and nothing comes of what it says.
 */
export type Work = 'sma' | 'ema' | 'quiet';

/**
 * The core and the simulated venue in one tight loop, as a backtest drives them: a bar first moves the venue, what
 * happened there is told to the core, then the core sees the bar, and what it decides reaches the venue at the
 * bar's close, to fill at the next open.
 */
export class BarRun {
  readonly core: Core;
  readonly venue: Venue;
  /** Everything handed to the core: bars, orders, fills, outcomes, timers. */
  events = 0;
  readonly #hash: EffectsHash | undefined;
  readonly #timers = new Map<string, number>();
  /** None of them is due before it. */
  #nextTimerMs = Number.POSITIVE_INFINITY;
  /** Answers of the venue, which the core hears after what it is being told now. */
  #answers: Input[] = [];
  #now: number;

  constructor(work: Work, startMs: number, hash?: EffectsHash) {
    this.#now = startMs;
    this.#hash = hash;
    this.venue = createVenue(VENUE);
    defineInstrument(this.venue, MARKET, startMs);
    const strategy = strategyOf(work);
    const config = work === 'ema' ? CONFIG : PLAIN_CONFIG;
    this.core = createCore(config, new Map([['trend', strategy]]));
    this.#tell({ type: 'config', config, configHash: 'bench', cause: 'start' });
    this.#tell({ type: 'instrument', instrument: MARKET.id, definition: MARKET });
    this.#tell({ type: 'feed', status: 'up', reason: 'bench' });
    this.#tell({ type: 'venue', time: startMs, snapshot: venueSnapshot(this.venue, startMs) });
  }

  /** One bar, and all that follows from it. */
  bar(openMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    const time = openMs + 60_000;
    const bar: Bar & { seq: number; readonly at: number } = {
      type: 'bar',
      instrument: MARKET.id,
      interval: '1m',
      openMs,
      time,
      open,
      high,
      low,
      close,
      volume,
      seq: 0,
      at: time,
    };
    this.#now = time;
    if (time >= this.#nextTimerMs) this.#fire();
    onMarket(this.venue, bar, time);
    this.#settle();
    bar.seq = ++this.events;
    if (this.#hand(bar)) this.#settle();
  }

  #fire(): void {
    this.#nextTimerMs = Number.POSITIVE_INFINITY;
    for (const [timerId, dueMs] of this.#timers) {
      if (dueMs > this.#now) {
        this.#nextTimerMs = Math.min(this.#nextTimerMs, dueMs);
        continue;
      }
      this.#timers.delete(timerId);
      this.#tell({ type: 'timer', timerId });
    }
  }

  /** Until nobody has anything more to say at this moment. */
  #settle(): void {
    for (;;) {
      const happened = advance(this.venue, this.#now);
      const answers = this.#answers;
      if (happened.length === 0 && answers.length === 0) return;
      if (answers.length > 0) this.#answers = [];
      for (const input of answers) this.#tell(input);
      for (const input of happened) this.#tell(input);
    }
  }

  #tell(input: Input): void {
    this.#hand(stamped(input, ++this.events, this.#now));
  }

  /** Returns whether it led to anything. */
  #hand(event: Event): boolean {
    const effects = step(this.core, event);
    if (effects.length === 0) return false;
    this.#hash?.push({ seq: event.seq, at: event.at, effects });
    for (const effect of effects) this.#carryOut(effect);
    return true;
  }

  #carryOut(effect: Effect): void {
    const { venue } = this;
    switch (effect.type) {
      case 'submit':
        this.#answer('submit', effect.order.clientOrderId, submitOrder(venue, effect.order, this.#now));
        return;
      case 'cancel':
        this.#answer('cancel', effect.request.clientOrderId, cancelOrder(venue, effect.request, this.#now));
        return;
      case 'amend':
        this.#answer('amend', effect.request.clientOrderId, amendOrder(venue, effect.request, this.#now));
        return;
      case 'timer':
        if (effect.dueMs === 0) this.#timers.delete(effect.timerId);
        else {
          this.#timers.set(effect.timerId, effect.dueMs);
          this.#nextTimerMs = Math.min(this.#nextTimerMs, effect.dueMs);
        }
        return;
      case 'alert':
      case 'record':
        return;
    }
  }

  #answer(request: 'submit' | 'cancel' | 'amend', clientOrderId: string, outcome: Outcome): void {
    this.#answers.push({ type: 'outcome', request, clientOrderId, outcome });
  }
}

function strategyOf(work: Work): StrategyInstance {
  if (work === 'ema') return emaCross.create(PARAMS, { owner: 'trend', instruments: [MARKET] });
  return work === 'sma' ? createSmaCross() : createListener();
}

/** A copy for each type: V8 copies records of few shapes as wholes, those of many field by field. */
function stamped(input: Input, seq: number, at: number): Event {
  switch (input.type) {
    case 'order':
      return { ...input, seq, at };
    case 'fill':
      return { ...input, seq, at };
    case 'outcome':
      return { ...input, seq, at };
    default:
      return { ...input, seq, at };
  }
}
