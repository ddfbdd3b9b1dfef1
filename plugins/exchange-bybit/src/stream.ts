import type { Clock, FeedEvent, Ms, PluginLog, TimerHandle } from '@botrc/sdk';
import { backoffMs } from './backoff.ts';
import type { PublicParser } from './public.ts';
import { Silence } from './silence.ts';
import { Socket } from './socket.ts';
import { Subscriptions } from './subscriptions.ts';
import { parseTopic } from './topics.ts';
import type { ControlMessage } from './wire.ts';

/** A connection that stood for so long was a good one: the next backoff starts small again. */
const GOOD_MS = 10_000;

export interface StreamOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly random: () => number;
  readonly staleMs: Ms;
  readonly requestTimeoutMs: Ms;
  readonly pingMs: Ms;
  readonly pongMs: Ms;
  readonly parser: PublicParser;
  readonly feed: (event: FeedEvent) => void;
  /** Data flows, for the first time or again. */
  readonly connected: () => void;
}

/**
 * The public stream, kept alive for ever: backoff from 200 ms to 3 s, all topics subscribed anew after each
 * connect, silence noticed. `up` is said at the first message, for only that proves that data flows.
 */
export class PublicStream {
  readonly #options: StreamOptions;
  readonly #subscriptions: Subscriptions;
  readonly #silence: Silence;
  readonly #renewals = new Map<string, TimerHandle>();
  #socket: Socket | undefined;
  /** The next reconnect, or the next look for silence. */
  #timer: TimerHandle | undefined;
  #state: 'new' | 'up' | 'down' | 'stopped' = 'new';
  #attempt = 0;
  /** When the connection that stands now was opened. */
  #openedMs: Ms | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#silence = new Silence(options.staleMs);
    this.#subscriptions = new Subscriptions({
      now: () => options.clock.now(),
      send: (message) => this.#socket?.send(message),
      refused: (topic, error) => {
        options.log.error(error.message, { code: error.code, found: error.detail.found ?? null });
        const instrument = parseTopic(topic)?.instrument;
        options.feed({
          type: 'feed',
          status: 'down',
          ...(instrument && { instrument }),
          reason: error.message,
        });
      },
    });
  }

  start(): void {
    this.#connect();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#timer?.cancel();
    this.#socket?.close('stopped');
  }

  has(topic: string): boolean {
    return this.#subscriptions.has(topic);
  }

  /** Makes exactly these topics wanted. */
  set(topics: ReadonlySet<string>): void {
    for (const topic of this.#subscriptions.set(topics)) {
      this.#options.parser.forget(topic);
      this.#silence.forget(topic);
      this.#cancelRenewal(topic);
    }
  }

  control(message: ControlMessage): void {
    this.#subscriptions.answered(message);
  }

  /** A topic is no longer to be trusted: says so, and asks for its snapshot. */
  renew(topic: string, reason: string): void {
    this.#options.parser.lose(topic, reason);
    this.resync(topic, reason);
  }

  /** Asks for a topic's snapshot: at once the first time, with backoff where it is needed again and again. */
  resync(topic: string, reason: string): void {
    if (this.#renewals.has(topic) || !this.has(topic)) return;
    const { clock, log, random } = this.#options;
    const repeats = this.#silence.renewed(topic, clock.now());
    log.warn('a stream starts anew from a snapshot', { topic, reason, repeats });
    if (repeats === 0) {
      this.#subscriptions.renew(topic);
      return;
    }
    const renew = (): void => {
      this.#renewals.delete(topic);
      this.#subscriptions.renew(topic);
    };
    this.#renewals.set(topic, clock.setTimer(backoffMs(repeats - 1, random), renew));
  }

  #connect(): void {
    const { url, clock, requestTimeoutMs, pingMs, pongMs } = this.#options;
    this.#socket = new Socket({
      url,
      clock,
      connectMs: requestTimeoutMs,
      pingMs,
      pongMs,
      onOpen: () => this.#opened(),
      onText: (text) => this.#text(text),
      onClosed: (reason) => this.#closed(reason),
    });
  }

  #opened(): void {
    this.#openedMs = this.#options.clock.now();
    this.#options.parser.reset();
    this.#silence.reset();
    this.#subscriptions.opened();
    this.#watch();
  }

  #text(text: string): void {
    if (this.#state === 'new' || this.#state === 'down') {
      this.#state = 'up';
      this.#options.feed({ type: 'feed', status: 'up', reason: `connected to ${this.#options.url}` });
      this.#options.connected();
    }
    this.#options.parser.message(text);
  }

  #closed(reason: string): void {
    const { clock, log, random, feed } = this.#options;
    this.#timer?.cancel();
    this.#subscriptions.closed();
    for (const topic of [...this.#renewals.keys()]) this.#cancelRenewal(topic);
    if (this.#openedMs !== undefined && clock.now() - this.#openedMs >= GOOD_MS) this.#attempt = 0;
    this.#openedMs = undefined;
    if (this.#state === 'stopped') return;
    const waitMs = backoffMs(this.#attempt, random);
    this.#attempt++;
    // Of a long outage the 1st, 2nd, 4th, 8th … attempt is logged.
    if ((this.#attempt & (this.#attempt - 1)) === 0)
      log.warn('the stream is down', { reason, attempt: this.#attempt, waitMs });
    if (this.#state !== 'down') feed({ type: 'feed', status: 'down', reason });
    this.#state = 'down';
    this.#timer = clock.setTimer(waitMs, () => this.#connect());
  }

  /** Looks for silence, again and again while the connection stands. */
  #watch(): void {
    const { clock, staleMs } = this.#options;
    this.#timer = clock.setTimer(Math.max(10, Math.floor(staleMs / 5)), () => {
      this.#look();
      if (this.#openedMs !== undefined) this.#watch();
    });
  }

  #look(): void {
    const { clock, parser, staleMs, requestTimeoutMs } = this.#options;
    const nowMs = clock.now();
    if (this.#subscriptions.overdue(nowMs - requestTimeoutMs)) {
      this.#socket?.close(`a subscription was not answered within ${requestTimeoutMs} ms`);
      return;
    }
    const stale = this.#silence.stale(this.#subscriptions.active(), parser, nowMs);
    if (stale.length > 0 && nowMs - (this.#socket?.heardMs ?? 0) >= staleMs) {
      this.#socket?.close(`no data for ${staleMs} ms`);
      return;
    }
    for (const topic of stale) this.renew(topic, `${topic} was silent for too long`);
  }

  #cancelRenewal(topic: string): void {
    this.#renewals.get(topic)?.cancel();
    this.#renewals.delete(topic);
  }
}
