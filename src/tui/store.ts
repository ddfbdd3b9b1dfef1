import type { Clock, Ms, TimerHandle } from '../sdk/index.ts';
import { Pace } from './pace.ts';
import type { TuiState } from './state.ts';

/** `now`: keys, risk and link changes. `soon`: data, collected into the next frame. */
export type Urgency = 'now' | 'soon';

/** Holds the state, and decides when the screen hears of it. */
export class Store {
  readonly pace: Pace = new Pace();
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #latest: TuiState;
  #shown: TuiState;
  #timer: TimerHandle | undefined;
  #shownMs: Ms = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, initial: TuiState) {
    this.#clock = clock;
    this.#latest = initial;
    this.#shown = initial;
  }

  /** With everything that has arrived: what decisions are made on. */
  get latest(): TuiState {
    return this.#latest;
  }

  /** What the screen shows. Bound, as React wants it. */
  readonly shown = (): TuiState => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: (state: TuiState) => TuiState, urgency: Urgency): void {
    this.#latest = change(this.#latest);
    const waitMs = urgency === 'now' ? 0 : this.#shownMs + this.pace.frameMs - this.#clock.now();
    if (waitMs <= 0) this.#show();
    else this.#timer ??= this.#clock.setTimer(waitMs, () => this.#show());
  }

  /** No frame follows. */
  stop(): void {
    this.#timer?.cancel();
    this.#listeners.clear();
  }

  #show(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#shownMs = this.#clock.now();
    this.#latest = { ...this.#latest, nowMs: this.#shownMs, slow: this.pace.isSlow };
    this.#shown = this.#latest;
    for (const tell of this.#listeners) tell();
  }
}
