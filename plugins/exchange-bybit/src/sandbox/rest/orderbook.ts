import { type Endpoint, marketOf, needLinear, whole } from './endpoint.ts';

/** GET /v5/market/orderbook: 25 levels unless asked for more; the book holds 200. */
export const orderbook: Endpoint = (query, world) => {
  needLinear(query);
  const market = marketOf(query, world);
  const now = world.clock.now();
  const empty = { s: query.get('symbol'), b: [], a: [], ts: now, u: 0, seq: 0, cts: now };
  return market?.book.page(whole(query, 'limit', 25, 1, 500), now) ?? empty;
};
