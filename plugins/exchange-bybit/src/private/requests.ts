import { BotrcError, type Outcome, type PluginLog } from '@botrc/sdk';
import { meaningOf } from './codes.ts';
import type { Limits } from './limits.ts';
import type { ServerClock } from './server-clock.ts';
import type { Reply, SignedRest } from './signed-rest.ts';
import { TRADE_PATHS, type TradeOp, type TradeStream } from './trade-stream.ts';

/** Bybit's limit of each kind of order request, a second. */
const PER_SECOND = 10;

/** Orders go over the trade stream while it stands, else over REST; each is sent once. */
export class Requests {
  readonly #rest: SignedRest;
  readonly #stream: TradeStream | undefined;
  readonly #limits: Limits;
  readonly #time: ServerClock;
  readonly #log: PluginLog;

  /** `stream`: undefined where the host has none (demo trading). */
  constructor(
    rest: SignedRest,
    stream: TradeStream | undefined,
    limits: Limits,
    time: ServerClock,
    log: PluginLog,
  ) {
    this.#rest = rest;
    this.#stream = stream;
    this.#limits = limits;
    this.#time = time;
    this.#log = log;
  }

  async send(op: TradeOp, body: string): Promise<Outcome> {
    return this.outcome(await this.#reply(op, body), op);
  }

  /** An answer as the host takes it, logged as its code deserves. */
  outcome(reply: Reply, what: string): Outcome {
    if (reply.kind === 'unsent') return { kind: 'rejected', code: reply.code, reason: reply.reason };
    if (reply.kind === 'lost') {
      this.#log.warn('a request has no answer: what became of it is asked', {
        request: what,
        reason: reply.reason,
      });
      return { kind: 'unknown', code: 'bybit-no-answer', reason: reply.reason };
    }
    const { code, message } = reply;
    if (code === 0) return { kind: 'accepted' };
    const { verdict, level, text, alert } = meaningOf(code, message);
    this.#log[level](text, { request: what, retCode: code, retMsg: message, alert });
    if (verdict === 'done') return { kind: 'accepted' };
    const reason = `${text} (${code}: ${message})`;
    return { kind: verdict === 'unknown' ? 'unknown' : 'rejected', code: `bybit-${code}`, reason };
  }

  async #reply(op: TradeOp, body: string): Promise<Reply> {
    const stream = this.#stream;
    if (stream?.ready !== true) return this.#rest.post(TRADE_PATHS[op], body);
    try {
      await this.#limits.turn(TRADE_PATHS[op], PER_SECOND);
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      return { kind: 'unsent', code: error.code, reason: error.message };
    }
    // It may have gone down while the request waited for its turn.
    if (!stream.ready) return this.#rest.post(TRADE_PATHS[op], body);
    const reply = await stream.send(op, body);
    if (reply.kind !== 'answer' || meaningOf(reply.code, reply.message).retry !== 'after-clock') return reply;
    // Refused for its timestamp alone: sent once more under the same id, by the time as it is.
    await this.#time.remeasure();
    return this.#rest.post(TRADE_PATHS[op], body);
  }
}
