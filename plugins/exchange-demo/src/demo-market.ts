import type { Bar, Clock, HistoryRequest, InstrumentId, MarketEvent, Ms, TimerHandle } from '@botrc/sdk';
import type { Listing, SyntheticMarket } from '@botrc/sim';
import { createMarket, leapMarket, stepMarket } from '@botrc/sim';
import { BarRecord } from './bar-record.ts';

/** So many steps are told one by one when a timer is late; beyond them a gap is declared. */
export const MOST_TOLD = 600;
/** So many steps are lived through untold, so that their bars exist; beyond them the market leaps. */
export const MOST_UNTOLD = 3600;

/** Who is told of the market. */
export interface MarketListener {
  onStep(events: readonly MarketEvent[]): void;
  /** Steps were left untold; books must start again. */
  onGap(reason: string): void;
}

/** The synthetic market bound to a clock: it lives on at whole steps, late timers notwithstanding. */
export class DemoMarket {
  readonly market: SyntheticMarket;
  readonly #clock: Clock;
  readonly #stepMs: Ms;
  readonly #records: ReadonlyMap<InstrumentId, BarRecord>;
  #listener: MarketListener | undefined;
  #timer: TimerHandle | undefined;
  #isLiving = false;

  constructor(clock: Clock, startMs: Ms, seed: string | number, listings: readonly Listing[], stepMs: Ms) {
    this.#clock = clock;
    this.#stepMs = stepMs;
    this.market = createMarket({ seed, instruments: listings, startMs });
    this.#records = new Map(listings.map((l) => [l.instrument.id, new BarRecord(seed, l, startMs)]));
  }

  start(listener: MarketListener): void {
    this.catchUp();
    this.#listener = listener;
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#listener = undefined;
  }

  /** Confirmed bars up to now, as they were streamed. */
  bars(request: HistoryRequest): readonly Bar[] {
    this.catchUp();
    const toMs = Math.min(request.toMs ?? this.market.timeMs, this.market.timeMs);
    return this.#records.get(request.instrument)?.bars(request.interval, toMs, request.limit) ?? [];
  }

  /** Lives through every step that is due. */
  catchUp(): void {
    // A listener may ask for bars while it is told of a step: the market is already catching up.
    if (this.#isLiving) return;
    this.#isLiving = true;
    try {
      this.#live(Math.floor((this.#clock.now() - this.market.timeMs) / this.#stepMs));
    } finally {
      this.#isLiving = false;
    }
  }

  #live(late: number): void {
    if (late <= MOST_TOLD) {
      for (let i = 0; i < late; i++) {
        const events = this.#step();
        this.#listener?.onStep(events);
      }
      return;
    }
    if (late <= MOST_UNTOLD) for (let i = 0; i < late; i++) this.#step();
    else leapMarket(this.market, this.#clock.now());
    this.#listener?.onGap(`the demo market was ${late} steps late`);
  }

  #step(): readonly MarketEvent[] {
    const events = stepMarket(this.market, this.market.timeMs + this.#stepMs);
    for (const event of events) if (event.type === 'bar') this.#records.get(event.instrument)?.add(event);
    return events;
  }

  #arm(): void {
    const wait = Math.max(0, this.market.timeMs + this.#stepMs - this.#clock.now());
    this.#timer = this.#clock.setTimer(wait, () => {
      this.catchUp();
      // A listener may have stopped the market on what it heard.
      if (this.#listener !== undefined) this.#arm();
    });
  }
}
