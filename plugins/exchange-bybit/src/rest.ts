import { BotrcError, type Clock, type Ms, plainText } from '@botrc/sdk';
import { failureText } from './failure-text.ts';
import { ask } from './http.ts';
import type { BybitOptions } from './options.ts';
import { asRecord, asTime, malformed } from './wire.ts';

/** Least time between requests: at most 250 in 5 s. At 600 the venue bans an address for ten minutes. */
const SPACING_MS = 20;
/** The venue's own errors that may be over by the next attempt: timeouts, internal errors, too many requests. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([10000, 10006, 10016, 10018, 10019, 10429]);

const PATHS = {
  time: '/v5/market/time',
  instruments: '/v5/market/instruments-info',
  riskLimits: '/v5/market/risk-limit',
  kline: '/v5/market/kline',
} as const;

export type Endpoint = keyof typeof PATHS;

export interface RestAnswer {
  /** The venue's `result`, numbers still as the venue's texts. */
  readonly result: Readonly<Record<string, unknown>>;
  /** The venue's clock when it answered. */
  readonly timeMs: Ms;
}

/** Bybit's public REST. */
export interface Rest {
  /**
   * @throws BOTRC_EXCHANGE_UNREACHABLE where there is no answer in time, or none but "later";
   *         BOTRC_EXCHANGE_REFUSED where the venue answers with an error that will stay;
   *         BOTRC_EXCHANGE_ANSWER where the answer is not what the venue documents; BOTRC_EXCHANGE_CLOSED
   */
  get(endpoint: Endpoint, params: Readonly<Record<string, string | number>>): Promise<RestAnswer>;
  /** Ends requests under way; they and later ones fail with BOTRC_EXCHANGE_CLOSED. */
  close(): void;
}

/** REST over fetch; why not over ccxt: docs/decisions/0002-bybit-rest.md. */
export function createRest(options: Pick<BybitOptions, 'baseUrl' | 'requestTimeoutMs'>, clock: Clock): Rest {
  const { baseUrl, requestTimeoutMs } = options;
  const underWay = new Set<AbortController>();
  let closed = false;
  let freeMs = 0;

  /** Waits for this request's turn. */
  async function turn(): Promise<void> {
    const nowMs = clock.now();
    const waitMs = Math.max(0, freeMs - nowMs);
    freeMs = nowMs + waitMs + SPACING_MS;
    if (waitMs > 0) await new Promise<void>((resolve) => clock.setTimer(waitMs, resolve));
  }

  return {
    async get(endpoint, params) {
      const url = new URL(baseUrl + PATHS[endpoint]);
      for (const [name, value] of Object.entries(params)) url.searchParams.set(name, String(value));
      await turn();
      const ended = (): BotrcError =>
        new BotrcError('BOTRC_EXCHANGE_CLOSED', 'the exchange is closed', { where: baseUrl });
      if (closed) throw ended();
      const abort = new AbortController();
      underWay.add(abort);
      const timer = clock.setTimer(requestTimeoutMs, () => abort.abort());
      try {
        const { status, body } = await ask(url, { signal: abort.signal });
        return readAnswer(status, body, url);
      } catch (error) {
        if (closed) throw ended();
        if (error instanceof BotrcError) throw error;
        if (error instanceof RangeError) throw badAnswer(error.message, url.href);
        const found = abort.signal.aborted ? `no answer within ${requestTimeoutMs} ms` : failureText(error);
        throw unreachable(found, url, error);
      } finally {
        timer.cancel();
        underWay.delete(abort);
      }
    },

    close() {
      closed = true;
      for (const abort of underWay) abort.abort();
    },
  };
}

/** @throws as `Rest.get` */
function readAnswer(status: number, body: string, url: URL): RestAnswer {
  if (status === 403 || status === 429 || status >= 500) throw unreachable(`HTTP ${status}`, url);
  let envelope: Readonly<Record<string, unknown>>;
  try {
    envelope = asRecord(JSON.parse(body), 'answer');
    if (typeof envelope.retCode !== 'number') throw malformed('retCode', 'is no number', envelope.retCode);
    if (envelope.retCode === 0)
      return { result: asRecord(envelope.result, 'result'), timeMs: asTime(envelope.time, 'time') };
  } catch (error) {
    throw badAnswer(`HTTP ${status}, ${failureText(error)}`, url.href, error);
  }
  const found = `${envelope.retCode} ${plainText(String(envelope.retMsg))}`;
  if (PASSING_CODES.has(envelope.retCode)) throw unreachable(found, url);
  throw new BotrcError('BOTRC_EXCHANGE_REFUSED', 'Bybit refuses a request', { found, where: url.href });
}

function unreachable(found: string, url: URL, cause?: unknown): BotrcError {
  const mend = 'Check the network and exchange.options.baseUrl; it is tried again.';
  return new BotrcError(
    'BOTRC_EXCHANGE_UNREACHABLE',
    'Bybit does not answer',
    { found, where: url.origin, mend },
    cause,
  );
}

function badAnswer(found: string, where: string, cause?: unknown): BotrcError {
  const mend = 'Check that exchange.options.baseUrl is a Bybit v5 venue.';
  return new BotrcError(
    'BOTRC_EXCHANGE_ANSWER',
    'an answer is not what Bybit documents',
    { found, where, mend },
    cause,
  );
}
