import { type Clock, type PluginLog, plainText } from '@botrc/sdk';
import { asArray, asRecord, asText } from '../wire.ts';
import { Link, type LinkOptions } from './link.ts';
import type { ServerClock } from './server-clock.ts';
import { authArgs, type Credentials } from './sign.ts';

const TOPICS = ['order', 'execution', 'position'] as const;
export type AccountTopic = (typeof TOPICS)[number];

/** The id of a subscription of its own. https://bybit-exchange.github.io/docs/v5/websocket/private/dcp */
const WATCH = 'dead-man';

/** More items than any message of the venue has. */
const MOST_ITEMS = 2_000;

export interface AccountStreamOptions
  extends Pick<LinkOptions, 'url' | 'random' | 'requestTimeoutMs' | 'pingMs' | 'pongMs'> {
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly credentials: Credentials;
  readonly time: ServerClock;
  /** Everything from now on is told: what was before must be asked for. */
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  readonly onItems: (topic: AccountTopic, items: readonly unknown[]) => void;
}

/**
 * What happens to the account, as the venue tells it.
 * https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export class AccountStream {
  readonly #options: AccountStreamOptions;
  readonly #link: Link;
  #isUp = false;
  #isWatched = false;
  #deadline: { cancel(): void } | undefined;

  constructor(options: AccountStreamOptions) {
    this.#options = options;
    this.#link = new Link({
      ...options,
      name: 'account',
      onOpen: () => this.#opened(),
      onText: (text) => this.#text(text),
      onDown: (reason) => {
        this.#isUp = false;
        this.#deadline?.cancel();
        options.onDown(reason);
      },
    });
  }

  start(): void {
    this.#link.start();
  }

  /** From now on the dead-man switch watches this stream, over reconnects too. */
  watch(): void {
    this.#isWatched = true;
    if (this.#isUp) this.#subscribeWatch();
  }

  /** What it says is not to be trusted: another connection is made, and the gap asked for. */
  renew(reason: string): void {
    this.#link.renew(reason);
  }

  stop(): void {
    this.#link.stop();
  }

  #opened(): void {
    const { credentials, time, clock, requestTimeoutMs } = this.#options;
    this.#link.send({ op: 'auth', args: authArgs(credentials, time.now()) });
    const late = `not subscribed within ${requestTimeoutMs} ms`;
    this.#deadline = clock.setTimer(requestTimeoutMs, () => this.#link.renew(late));
  }

  #text(text: string): void {
    try {
      this.#message(asRecord(JSON.parse(text), 'message'));
    } catch (error) {
      // A torn or senseless message: what was lost with it is asked for after the next connect.
      const reason = plainText(error instanceof Error ? error.message : String(error));
      this.#link.renew(`a message cannot be read: ${reason}`);
    }
  }

  #message(message: Readonly<Record<string, unknown>>): void {
    if (message.topic === undefined) this.#control(message);
    else {
      // The category follows the name: an account may trade spot beside, under the same symbols.
      const [name] = asText(message.topic, 'topic').split('.', 1);
      const topic = TOPICS.find((known) => known === name);
      if (topic !== undefined) this.#options.onItems(topic, asArray(message.data, 'data', MOST_ITEMS));
    }
  }

  #control(message: Readonly<Record<string, unknown>>): void {
    const { op } = message;
    if (op !== 'auth' && op !== 'subscribe') return;
    if (message.req_id === WATCH) {
      this.#watched(message.success === true, message.ret_msg);
      return;
    }
    if (!isFine(message)) {
      const reason = plainText(String(message.ret_msg ?? message.retMsg ?? ''));
      this.#options.log.error('Bybit refuses the account stream', { op, reason });
      // A clock that has jumped signs for a time that is over.
      void this.#options.time.remeasure();
      this.#link.renew(`${op} refused: ${reason}`);
    } else if (op === 'auth')
      this.#link.send({ op: 'subscribe', args: TOPICS.map((topic) => `${topic}.linear`) });
    else if (!this.#isUp) {
      this.#isUp = true;
      this.#deadline?.cancel();
      this.#options.onUp();
      if (this.#isWatched) this.#subscribeWatch();
    }
  }

  /** By itself: a topic that the account may not have must not cost it the others. */
  #subscribeWatch(): void {
    this.#link.send({ op: 'subscribe', req_id: WATCH, args: ['dcp.future'] });
  }

  #watched(isFine: boolean, message: unknown): void {
    const { log } = this.#options;
    if (isFine) log.debug('the dead-man switch watches this connection');
    else {
      const reason = plainText(String(message ?? ''));
      log.error('the dead-man switch does not watch this connection', { reason, alert: true });
    }
  }
}

/** Acks have `success` and `ret_msg`, or where the venue mixes them up `retCode` and `retMsg`. */
export function isFine({ success, retCode }: Readonly<Record<string, unknown>>): boolean {
  return success === true || (success === undefined && retCode === 0);
}
