import type { Clock, Ms, PluginLog, TimerHandle } from '@botrc/sdk';
import { backoffMs } from '../backoff.ts';
import { Socket } from '../socket.ts';

/** A connection that stood for so long was a good one: the next backoff starts small again. */
const GOOD_MS: Ms = 10_000;

export interface LinkOptions {
  readonly url: string;
  /** For the log: `account`, `trade`. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly random: () => number;
  readonly requestTimeoutMs: Ms;
  readonly pingMs: Ms;
  readonly pongMs: Ms;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onDown: (reason: string) => void;
}

/** One signed stream, kept alive for ever with backoff from 200 ms to 3 s (D-4). */
export class Link {
  readonly #options: LinkOptions;
  #socket: Socket | undefined;
  #timer: TimerHandle | undefined;
  #attempt = 0;
  #openedMs: Ms | undefined;
  #stopped = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    const { url, clock, requestTimeoutMs, pingMs, pongMs, onOpen, onText } = this.#options;
    this.#socket = new Socket({
      url,
      clock,
      connectMs: requestTimeoutMs,
      pingMs,
      pongMs,
      onText,
      onOpen: () => {
        this.#openedMs = clock.now();
        onOpen();
      },
      onClosed: (reason) => this.#closed(reason),
    });
  }

  send(message: object): void {
    this.#socket?.send(message);
  }

  /** Ends the connection; another one is made. */
  renew(reason: string): void {
    this.#socket?.close(reason);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#socket?.close('stopped');
  }

  #closed(reason: string): void {
    const { clock, log, random, name, onDown } = this.#options;
    if (this.#openedMs !== undefined && clock.now() - this.#openedMs >= GOOD_MS) this.#attempt = 0;
    this.#openedMs = undefined;
    onDown(reason);
    if (this.#stopped) return;
    const waitMs = backoffMs(this.#attempt++, random);
    // Of a long outage the 1st, 2nd, 4th, 8th … attempt is logged.
    if ((this.#attempt & (this.#attempt - 1)) === 0)
      log.warn(`the ${name} stream is down`, { reason, attempt: this.#attempt, waitMs });
    this.#timer = clock.setTimer(waitMs, () => this.start());
  }
}
