import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bank } from '../account/bank.ts';
import type { FaultSource } from '../faults/faults.ts';
import type { World } from '../world.ts';
import type { Endpoint } from './endpoint.ts';
import { fundingHistory } from './funding-history.ts';
import { instruments } from './instruments.ts';
import { kline } from './kline.ts';
import { orderbook } from './orderbook.ts';
import { PRIVATE, PrivateApi } from './private/api.ts';
import { RateLimit } from './rate-limit.ts';
import { recentTrade } from './recent-trade.ts';
import { Refusal } from './refusal.ts';
import { riskLimit } from './risk-limit.ts';
import { tickers } from './tickers.ts';
import { time } from './time.ts';

/** Every path that is answered, by method and path. */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['GET /v5/market/time', time],
  ['GET /v5/market/instruments-info', instruments],
  ['GET /v5/market/risk-limit', riskLimit],
  ['GET /v5/market/kline', kline],
  ['GET /v5/market/orderbook', orderbook],
  ['GET /v5/market/tickers', tickers],
  ['GET /v5/market/recent-trade', recentTrade],
  ['GET /v5/market/funding/history', fundingHistory],
]);

/** Largest body of a request. */
const MOST_BODY = 64 * 1024;

/** Answers HTTP requests as Bybit's REST does. */
export class RestApi {
  readonly #limit: RateLimit;
  readonly #private: PrivateApi;
  readonly #faults: FaultSource;

  constructor(bank: Bank, faults: FaultSource) {
    this.#faults = faults;
    this.#limit = new RateLimit(bank.limits.factor);
    this.#private = new PrivateApi(bank);
  }

  async answer(request: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
    const { allowed, headers } = this.#limit.take();
    setHeaders(response, headers);
    const [path, query = ''] = (request.url ?? '/').split('?', 2);
    const name = `${request.method} ${path}`;
    const body = await read(request);
    const fault = this.#faults('rest', path ?? '');
    if (fault?.do === 'drop') request.socket.destroy();
    else if (fault?.do === 'status') plain(response, fault.status, 'made to fail');
    else if (!allowed) plain(response, 403, 'access too frequent');
    else if (body === undefined) plain(response, 413, 'the body is too large');
    else if (fault?.do === 'code') json(response, failed(fault.code, world));
    else {
      const payload = request.method === 'GET' ? query : body;
      const answer = this.#answer(name, payload, { request, response, world });
      if (answer === undefined) plain(response, 404, '404 page not found');
      else if (fault?.do === 'drop-after') request.socket.destroy();
      else if (fault?.do === 'status-after') plain(response, fault.status, 'made to fail');
      else if (fault?.do === 'code-after') json(response, failed(fault.code, world));
      else if (fault?.do === 'delay') setTimeout(() => json(response, answer), fault.ms);
      else json(response, answer);
    }
  }

  /** The answer's body; undefined where there is no such path. */
  #answer(name: string, payload: string, { request, response, world }: Exchange): object | undefined {
    const open = ENDPOINTS.get(name);
    if (open !== undefined) return envelope(() => open(new URLSearchParams(payload), world), world);
    const signed = PRIVATE.get(name);
    if (signed === undefined) return undefined;
    const asked = { path: name, headers: request.headers, payload };
    return envelope(
      () => this.#private.answer(asked, signed, world, (limits) => setHeaders(response, limits)),
      world,
    );
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly world: World;
}

function failed(retCode: number, world: World): object {
  return { retCode, retMsg: 'made to fail', result: {}, retExtInfo: {}, time: world.clock.told() };
}

/** The body; undefined where it is larger than any that Bybit takes. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function envelope(result: () => object, world: World): object {
  try {
    return { retCode: 0, retMsg: 'OK', result: result(), retExtInfo: {}, time: world.clock.told() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { retCode, message } = error;
    return { retCode, retMsg: message, result: error.result, retExtInfo: {}, time: world.clock.told() };
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
}
