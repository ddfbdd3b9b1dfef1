import type { Ms } from '@botrc/sdk';
import type { VenueClock } from '../clock.ts';
import type { OrderRow } from './order-row.ts';

/** As Bybit has it until told otherwise. */
const USUAL_SECONDS = 10;

/** Disconnect-cancel-all of one account: it strikes once every connection that watches has been gone for so long. */
export class DeadMan {
  seconds: number = USUAL_SECONDS;
  /** The worse of two readings of Bybit's "active orders": untriggered conditional ones go too. */
  takesStops = false;
  readonly #clock: VenueClock;
  readonly #cancel: (goes: (row: OrderRow) => boolean) => void;
  readonly #watching = new Set<object>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: VenueClock, cancel: (goes: (row: OrderRow) => boolean) => void) {
    this.#clock = clock;
    this.#cancel = cancel;
  }

  /** A connection has subscribed `dcp`. */
  watch(connection: object): void {
    this.#watching.add(connection);
    this.stop();
  }

  /** A connection has ended, whether it watched or not. */
  left(connection: object): void {
    if (!this.#watching.delete(connection) || this.#watching.size > 0) return;
    const dueMs: Ms = this.#clock.now() + this.seconds * 1_000;
    this.#timer = setTimeout(() => this.strike(), this.#clock.wallDelay(dueMs));
  }

  /** Cancels what it takes, now. */
  strike(): void {
    this.#cancel((row) => {
      const goes = row.status !== 'Untriggered' || this.takesStops;
      if (goes) row.cancelAs = 'CancelByDCP';
      return goes;
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
