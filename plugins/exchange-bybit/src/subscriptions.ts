import { BotrcError, type Ms } from '@botrc/sdk';
import type { ControlMessage } from './wire.ts';

/** Topics in one request. */
const BATCH = 10;

interface Request {
  readonly id: string;
  readonly topics: readonly string[];
  readonly sentMs: Ms;
}

export interface SubscriptionsOptions {
  readonly now: () => Ms;
  readonly send: (message: object) => void;
  /** The venue does not have the topic. */
  readonly refused: (topic: string, error: BotrcError) => void;
}

/** Which topics are wanted, and how far the venue has followed. Data may come before the ack. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #wanted = new Set<string>();
  readonly #refused = new Set<string>();
  #requests: Request[] = [];
  #lastId = 0;
  #open = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  has(topic: string): boolean {
    return this.#wanted.has(topic);
  }

  /** Wanted, and not refused by the venue. */
  *active(): IterableIterator<string> {
    for (const topic of this.#wanted) if (!this.#refused.has(topic)) yield topic;
  }

  /** Makes exactly these topics wanted, leaving those that stay alone; says which are gone. */
  set(topics: ReadonlySet<string>): readonly string[] {
    const gone = [...this.#wanted].filter((topic) => !topics.has(topic));
    const added = [...topics].filter((topic) => !this.#wanted.has(topic));
    for (const topic of gone) {
      this.#wanted.delete(topic);
      this.#refused.delete(topic);
    }
    for (const topic of added) this.#wanted.add(topic);
    this.#send('unsubscribe', gone);
    this.#send('subscribe', added);
    return gone;
  }

  /** Leaves a topic and joins it again: the venue answers with a snapshot. */
  renew(topic: string): void {
    if (!this.#wanted.has(topic)) return;
    this.#send('unsubscribe', [topic]);
    this.#send('subscribe', [topic]);
  }

  /** A new connection knows nothing of the one before. */
  opened(): void {
    this.#open = true;
    this.#requests = [];
    this.#refused.clear();
    // Refused ones are asked for again: they may be listed by now.
    this.#send('subscribe', [...this.#wanted]);
  }

  closed(): void {
    this.#open = false;
    this.#requests = [];
  }

  /** True where a request has been without an answer since `sinceMs` or longer. */
  overdue(sinceMs: Ms): boolean {
    const oldest = this.#requests[0];
    return oldest !== undefined && oldest.sentMs <= sinceMs;
  }

  /** An ack. One without our id answers the oldest request. */
  answered(message: ControlMessage): void {
    if (message.op !== 'subscribe') return;
    const at = message.requestId === '' ? 0 : this.#requests.findIndex((r) => r.id === message.requestId);
    const [request] = at < 0 ? [] : this.#requests.splice(at, 1);
    if (request === undefined || message.success || /already subscribed/i.test(message.message)) return;
    // One unknown topic fails its whole request: asked one by one, the others go through.
    if (request.topics.length > 1) {
      for (const topic of request.topics) if (this.#wanted.has(topic)) this.#send('subscribe', [topic]);
      return;
    }
    for (const topic of request.topics) {
      if (!this.#wanted.has(topic)) continue;
      this.#refused.add(topic);
      this.#options.refused(
        topic,
        new BotrcError('BOTRC_SUBSCRIPTION_REFUSED', `Bybit refuses the stream ${topic}`, {
          found: message.message,
          mend: 'Check that the symbol is still listed.',
        }),
      );
    }
  }

  #send(op: 'subscribe' | 'unsubscribe', topics: readonly string[]): void {
    if (!this.#open) return;
    for (let i = 0; i < topics.length; i += BATCH) {
      const args = topics.slice(i, i + BATCH);
      const id = String(++this.#lastId);
      if (op === 'subscribe') this.#requests.push({ id, topics: args, sentMs: this.#options.now() });
      this.#options.send({ op, args, req_id: id });
    }
  }
}
