import { BotrcError, type Clock, type Ms, type PluginLog, plainText } from '@botrc/sdk';
import { backoffMs } from '../backoff.ts';
import { failureText } from '../failure-text.ts';
import { ask, type HttpAnswer } from '../http.ts';
import { asRecord, malformed } from '../wire.ts';
import { meaningOf } from './codes.ts';
import type { Limits } from './limits.ts';
import type { ServerClock } from './server-clock.ts';
import { type Credentials, signedHeaders } from './sign.ts';

/** Attempts at a question: 429 and 5xx are over soon (E-5). A request that changes something is sent once. */
const ATTEMPTS = 5;

/** Of all paths together: an address that asks 600 times in 5 s, market data included, is banned for ten minutes. */
const ADDRESS_PER_SECOND = 60;

/** Requests a second and user that Bybit allows for linear. https://bybit-exchange.github.io/docs/v5/rate-limit */
const PER_SECOND = {
  '/v5/order/create': 10,
  '/v5/order/amend': 10,
  '/v5/order/cancel': 10,
  '/v5/order/cancel-all': 10,
  '/v5/order/disconnected-cancel-all': 5,
  '/v5/order/realtime': 50,
  '/v5/order/history': 50,
  '/v5/execution/list': 50,
  '/v5/position/list': 50,
  '/v5/position/set-leverage': 10,
  '/v5/position/switch-mode': 10,
  '/v5/account/wallet-balance': 50,
  '/v5/account/fee-rate': 10,
  '/v5/account/query-dcp-info': 5,
  '/v5/user/query-api': 10,
} as const;

export type SignedPath = keyof typeof PER_SECOND;
export type Result = Readonly<Record<string, unknown>>;

/** What became of a request that changes something. */
export type Reply =
  /** The venue has answered, yes or no. */
  | { readonly kind: 'answer'; readonly code: number; readonly message: string; readonly result: Result }
  /** It never left. */
  | { readonly kind: 'unsent'; readonly code: string; readonly reason: string }
  /** It may have arrived. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface SignedRestOptions {
  readonly baseUrl: string;
  readonly requestTimeoutMs: Ms;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: PluginLog;
  readonly limits: Limits;
  readonly time: ServerClock;
}

/** Bybit's signed REST. */
export class SignedRest {
  readonly #options: SignedRestOptions;
  readonly #underWay = new Set<AbortController>();
  #closed = false;

  constructor(options: SignedRestOptions) {
    this.#options = options;
  }

  /**
   * Asks a question, again where that may help.
   * @throws BOTRC_EXCHANGE_UNREACHABLE, BOTRC_EXCHANGE_REFUSED, BOTRC_EXCHANGE_ANSWER, BOTRC_RATE_LIMITED,
   *         BOTRC_EXCHANGE_CLOSED
   */
  async get(path: SignedPath, params: Readonly<Record<string, string | number>>): Promise<Result> {
    const query = queryOf(params);
    for (let attempt = 1; ; attempt++) {
      const reply = await this.#once('GET', path, query);
      if (reply.kind === 'answer' && reply.code === 0) return reply.result;
      const passing =
        reply.kind === 'lost' ||
        (reply.kind === 'answer' && meaningOf(reply.code, reply.message).retry !== 'no');
      if (!passing || attempt >= ATTEMPTS || this.#closed) throw this.#failure(path, reply);
      const { clock, random } = this.#options;
      await new Promise<void>((resolve) => clock.setTimer(backoffMs(attempt - 1, random), resolve));
    }
  }

  /** Sends a request that changes something, once; only one that our clock spoiled is sent again, under the same ids. */
  async post(path: SignedPath, body: string): Promise<Reply> {
    const reply = await this.#once('POST', path, body);
    const isStale = reply.kind === 'answer' && meaningOf(reply.code, reply.message).retry === 'after-clock';
    return isStale ? this.#once('POST', path, body) : reply;
  }

  close(): void {
    this.#closed = true;
    for (const abort of this.#underWay) abort.abort();
  }

  async #once(method: 'GET' | 'POST', path: SignedPath, payload: string): Promise<Reply> {
    const { baseUrl, requestTimeoutMs, credentials, clock, limits, time } = this.#options;
    let stampMs: Ms;
    try {
      await limits.turn('address', ADDRESS_PER_SECOND);
      await limits.turn(path, PER_SECOND[path]);
      stampMs = await time.measured();
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      return { kind: 'unsent', code: error.code, reason: error.message };
    }
    if (this.#closed)
      return { kind: 'unsent', code: 'BOTRC_EXCHANGE_CLOSED', reason: 'the exchange is closed' };
    const url = new URL(baseUrl + path + (method === 'GET' && payload !== '' ? `?${payload}` : ''));
    const headers = { 'Content-Type': 'application/json', ...signedHeaders(credentials, stampMs, payload) };
    const abort = new AbortController();
    this.#underWay.add(abort);
    const timer = clock.setTimer(requestTimeoutMs, () => abort.abort());
    try {
      const answer = await ask(url, {
        method,
        headers,
        signal: abort.signal,
        ...(method === 'POST' && { body: payload }),
      });
      limits.told(path, answer.headers, time.now());
      return await this.#read(answer);
    } catch (error) {
      const reason = abort.signal.aborted ? `no answer within ${requestTimeoutMs} ms` : failureText(error);
      return { kind: 'lost', reason };
    } finally {
      timer.cancel();
      this.#underWay.delete(abort);
    }
  }

  /** @throws BOTRC_WIRE_FORMAT, SyntaxError: an answer that says nothing */
  async #read({ status, body }: HttpAnswer): Promise<Reply> {
    const { limits, time } = this.#options;
    if (status === 403) limits.refused('ban');
    if (status === 429) limits.refused('busy');
    if (status === 403 || status === 429 || status >= 500) return { kind: 'lost', reason: `HTTP ${status}` };
    const envelope = asRecord(JSON.parse(body), 'answer');
    const { retCode: code } = envelope;
    if (typeof code !== 'number') throw malformed('retCode', 'is no number', code);
    const message = plainText(String(envelope.retMsg));
    const { retry } = meaningOf(code, message);
    if (code === 0) limits.served();
    else if (retry === 'after-limit') limits.refused('busy');
    else if (retry === 'after-clock') await time.remeasure();
    return { kind: 'answer', code, message, result: asRecord(envelope.result ?? {}, 'result') };
  }

  #failure(path: SignedPath, reply: Reply): BotrcError {
    const where = this.#options.baseUrl + path;
    if (this.#closed) return new BotrcError('BOTRC_EXCHANGE_CLOSED', 'the exchange is closed', { where });
    if (reply.kind === 'unsent')
      return new BotrcError(reply.code as 'BOTRC_RATE_LIMITED', reply.reason, { where });
    if (reply.kind === 'lost')
      return new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', 'Bybit does not answer', {
        found: reply.reason,
        where,
        mend: 'Check the network and exchange.options.baseUrl; it is tried again.',
      });
    const { text, verdict } = meaningOf(reply.code, reply.message);
    const code = verdict === 'unknown' ? 'BOTRC_EXCHANGE_UNREACHABLE' : 'BOTRC_EXCHANGE_REFUSED';
    return new BotrcError(code, text, { found: `${reply.code} ${reply.message}`, where });
  }
}

function queryOf(params: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) query.set(name, String(value));
  return query.toString();
}
