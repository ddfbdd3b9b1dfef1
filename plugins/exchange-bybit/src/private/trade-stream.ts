import { type Clock, type PluginLog, plainText, type TimerHandle } from '@botrc/sdk';
import { asRecord } from '../wire.ts';
import { meaningOf } from './codes.ts';
import type { Limits } from './limits.ts';
import { Link, type LinkOptions } from './link.ts';
import type { ServerClock } from './server-clock.ts';
import { authArgs, type Credentials, RECV_WINDOW_MS } from './sign.ts';
import type { Reply, SignedPath } from './signed-rest.ts';

export type TradeOp = 'order.create' | 'order.amend' | 'order.cancel';

export interface TradeStreamOptions
  extends Pick<LinkOptions, 'url' | 'random' | 'requestTimeoutMs' | 'pingMs' | 'pongMs'> {
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly credentials: Credentials;
  readonly limits: Limits;
  readonly time: ServerClock;
  /** Makes request ids unique among connections and runs. */
  readonly prefix: string;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly timer: TimerHandle;
}

/**
 * Orders over the WebSocket. An answer only says that the order was taken; a request whose answer is missing, because
 * the connection ended or time ran out, may have arrived.
 *
 *   {"reqId":"7","retCode":0,"retMsg":"OK","op":"order.create","data":{"orderId":"…","orderLinkId":"…"},"header":{…}}
 *
 * https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline
 */
export class TradeStream {
  readonly #options: TradeStreamOptions;
  readonly #link: Link;
  readonly #waiting = new Map<string, Waiting>();
  #ready = false;
  #lastId = 0;

  constructor(options: TradeStreamOptions) {
    this.#options = options;
    const { credentials, time } = options;
    this.#link = new Link({
      ...options,
      name: 'trade',
      onOpen: () => this.#link.send({ op: 'auth', args: authArgs(credentials, time.now()) }),
      onText: (text) => this.#message(text),
      onDown: (reason) => this.#down(reason),
    });
  }

  /** True where a request can be sent; else REST takes it. */
  get ready(): boolean {
    return this.#ready;
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  /** Sends a request, its one argument as JSON, and waits for its answer. */
  send(op: TradeOp, body: string): Promise<Reply> {
    const { clock, time, prefix, requestTimeoutMs, credentials } = this.#options;
    const reqId = `${prefix}-${++this.#lastId}`;
    return new Promise((resolve) => {
      const timer = clock.setTimer(requestTimeoutMs, () => {
        this.#waiting.delete(reqId);
        resolve({ kind: 'lost', reason: `no answer within ${requestTimeoutMs} ms` });
        // One that does not answer is not to be sent the next order.
        this.#link.renew('a request was not answered');
      });
      this.#waiting.set(reqId, { resolve, timer });
      const header = {
        'X-BAPI-TIMESTAMP': String(time.now()),
        'X-BAPI-RECV-WINDOW': String(credentials.windowMs ?? RECV_WINDOW_MS),
      };
      this.#link.send({ reqId, header, op, args: [JSON.parse(body)] });
    });
  }

  #message(text: string): void {
    const { log, time } = this.#options;
    let message: Readonly<Record<string, unknown>>;
    try {
      message = asRecord(JSON.parse(text), 'message');
    } catch {
      this.#link.renew('a message is not JSON');
      return;
    }
    const code = typeof message.retCode === 'number' ? message.retCode : -1;
    const words = plainText(String(message.retMsg ?? ''));
    if (message.op === 'auth') {
      this.#ready = code === 0;
      if (this.#ready) return;
      log.error('Bybit refuses the trade stream', { code, reason: words });
      // A clock that has jumped signs for a time that is over.
      void time.remeasure();
      this.#link.renew(`not authenticated: ${code} ${words}`);
      return;
    }
    const waiting = typeof message.reqId === 'string' ? this.#waiting.get(message.reqId) : undefined;
    if (waiting === undefined) return;
    this.#waiting.delete(message.reqId as string);
    waiting.timer.cancel();
    this.#note(code, words, message);
    const data =
      typeof message.data === 'object' && message.data !== null ? asRecord(message.data, 'data') : {};
    waiting.resolve({ kind: 'answer', code, message: words, result: data });
  }

  #note(code: number, words: string, { op, header }: Readonly<Record<string, unknown>>): void {
    const { limits, time } = this.#options;
    const told = (header ?? {}) as Readonly<Record<string, unknown>>;
    const byName = new Map(Object.entries(told).map(([name, value]) => [name.toLowerCase(), String(value)]));
    limits.told(pathOf(op), { get: (name) => byName.get(name) ?? null }, time.now());
    const { retry } = meaningOf(code, words);
    if (code === 0) limits.served();
    else if (retry === 'after-limit') limits.refused('busy');
    // One that restarts says so, and others can be had.
    else if (code === 10_019) this.#link.renew('the trade service restarts');
  }

  #down(reason: string): void {
    this.#ready = false;
    for (const [id, { resolve, timer }] of this.#waiting) {
      this.#waiting.delete(id);
      timer.cancel();
      resolve({ kind: 'lost', reason: `the connection ended before the answer: ${reason}` });
    }
  }
}

/** The limit of an operation is that of its REST path. */
function pathOf(op: unknown): string {
  return `/v5/${String(op).replace('.', '/')}`;
}

export const TRADE_PATHS: Readonly<Record<TradeOp, SignedPath>> = {
  'order.create': '/v5/order/create',
  'order.amend': '/v5/order/amend',
  'order.cancel': '/v5/order/cancel',
};
