import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../world.ts';
import type { Endpoint } from './endpoint.ts';
import { fundingHistory } from './funding-history.ts';
import { instruments } from './instruments.ts';
import { kline } from './kline.ts';
import { orderbook } from './orderbook.ts';
import { RateLimit } from './rate-limit.ts';
import { recentTrade } from './recent-trade.ts';
import { Refusal } from './refusal.ts';
import { tickers } from './tickers.ts';
import { time } from './time.ts';

/** Every path that is answered, by method and path. */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['GET /v5/market/time', time],
  ['GET /v5/market/instruments-info', instruments],
  ['GET /v5/market/kline', kline],
  ['GET /v5/market/orderbook', orderbook],
  ['GET /v5/market/tickers', tickers],
  ['GET /v5/market/recent-trade', recentTrade],
  ['GET /v5/market/funding/history', fundingHistory],
]);

/** Answers HTTP requests as Bybit's REST does. */
export class RestApi {
  readonly #limit = new RateLimit();

  answer(request: IncomingMessage, response: ServerResponse, world: World): void {
    const { allowed, headers } = this.#limit.take();
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const [path, query] = (request.url ?? '/').split('?', 2);
    const endpoint = ENDPOINTS.get(`${request.method} ${path}`);
    if (!allowed) plain(response, 403, 'access too frequent');
    else if (endpoint === undefined) plain(response, 404, '404 page not found');
    else {
      const body = JSON.stringify(envelope(() => endpoint(new URLSearchParams(query), world), world));
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(body);
    }
  }
}

function envelope(result: () => object, world: World): object {
  try {
    return { retCode: 0, retMsg: 'OK', result: result(), retExtInfo: {}, time: world.clock.now() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { retCode, message } = error;
    return { retCode, retMsg: message, result: error.result, retExtInfo: {}, time: world.clock.now() };
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
}
