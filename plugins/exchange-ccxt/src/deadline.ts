import { BotrcError, type Clock, type Ms } from '@botrc/sdk';
import { coded } from './failures.ts';

/** Requests to ccxt, each with an end: its own deadline is over with the answer's first bytes. */
export class Deadline {
  readonly #clock: Clock;
  readonly #ms: Ms;
  #isClosed = false;
  readonly #under = new Set<(error: BotrcError) => void>();

  constructor(clock: Clock, ms: Ms) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /** Raw: what failed, as ccxt threw it. @throws BOTRC_EXCHANGE_UNREACHABLE where time is up, BOTRC_EXCHANGE_CLOSED */
  run<T>(what: string, request: () => Promise<T>, ms: Ms = this.#ms): Promise<T> {
    if (this.#isClosed) return Promise.reject(closed(what));
    return new Promise<T>((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        this.#under.delete(fail);
      };
      const fail = (error: unknown): void => {
        end();
        reject(error);
      };
      const timer = this.#clock.setTimer(ms, () =>
        fail(new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', `${what}: no answer within ${ms} ms`)),
      );
      this.#under.add(fail);
      request().then((answer) => {
        end();
        resolve(answer);
      }, fail);
    });
  }

  /** As `run`, its failures with codes. @throws BOTRC_EXCHANGE_UNREACHABLE, _REFUSED, _KEY, _CLOSED */
  async ask<T>(what: string, request: () => Promise<T>, ms?: Ms): Promise<T> {
    try {
      return await this.run(what, request, ms);
    } catch (error) {
      throw this.#isClosed ? closed(what) : coded(error, what);
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    for (const fail of [...this.#under]) fail(closed('the exchange'));
  }
}

function closed(what: string): BotrcError {
  return new BotrcError('BOTRC_EXCHANGE_CLOSED', `${what}: the exchange is closed`);
}
