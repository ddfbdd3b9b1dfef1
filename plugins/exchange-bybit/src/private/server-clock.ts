import { type Clock, type Ms, type PluginLog, plainError, type TimerHandle } from '@botrc/sdk';
import { measureClockOffset } from '../clock-offset.ts';
import type { Rest } from '../rest.ts';

/** The offset is measured anew so often. */
const EVERY_MS: Ms = 60_000;
/** After a measurement that failed. */
const SOON_MS: Ms = 1_000;

/** Bybit's time, by which requests are signed: ours plus an offset that is kept and measured again and again. */
export class ServerClock {
  readonly #rest: Rest;
  readonly #clock: Clock;
  readonly #log: PluginLog;
  #offsetMs: Ms | undefined;
  #measuring: Promise<void> | undefined;
  #timer: TimerHandle | undefined;
  #stopped = false;

  constructor(rest: Rest, clock: Clock, log: PluginLog) {
    this.#rest = rest;
    this.#clock = clock;
    this.#log = log;
  }

  now(): Ms {
    return this.#clock.now() + (this.#offsetMs ?? 0);
  }

  /** Bybit's time, measured at least once. @throws as `Rest.get` */
  async measured(): Promise<Ms> {
    if (this.#offsetMs === undefined) await this.measure();
    return this.now();
  }

  /** Measures now; a measurement that is under way counts. @throws as `Rest.get` */
  measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  /** As `measure`, where it is only hoped for: a failure is logged, and it is measured again soon. */
  async remeasure(): Promise<void> {
    try {
      await this.measure();
    } catch (error) {
      if (!this.#stopped) this.#log.debug('clock offset not measured', { code: plainError(error).code });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #measure(): Promise<void> {
    let nextMs = SOON_MS;
    try {
      const { offsetMs, roundTripMs } = await measureClockOffset(this.#rest, this.#clock);
      this.#offsetMs = offsetMs;
      nextMs = EVERY_MS;
      this.#log.debug('clock offset', { offsetMs, roundTripMs });
    } finally {
      this.#again(nextMs);
    }
  }

  #again(inMs: Ms): void {
    this.#timer?.cancel();
    if (this.#stopped) return;
    this.#timer = this.#clock.setTimer(inMs, () => void this.remeasure());
  }
}
