import { candleRow, INTERVALS } from '../market/candle.ts';
import { type Endpoint, marketOf, needLinear, whole } from './endpoint.ts';
import { Refusal } from './refusal.ts';

/**
 * GET /v5/market/kline: the newest first, the open candle included. Without `start` the newest up to `end`; with
 * `start` alone the oldest from there on; with both the newest of that range.
 */
export const kline: Endpoint = (query, world) => {
  // Of all market endpoints this one alone takes linear for granted.
  if (query.has('category')) needLinear(query);
  const market = marketOf(query, world);
  const ms = INTERVALS.get(query.get('interval') ?? '');
  if (ms === undefined) throw new Refusal('params error: intervalTime is invalid');
  const limit = whole(query, 'limit', 200, 1, 1_000);
  const start = whole(query, 'start', -1, 0, Number.MAX_SAFE_INTEGER);
  const end = whole(query, 'end', -1, 0, Number.MAX_SAFE_INTEGER);
  const list: string[][] = [];
  if (market !== undefined) {
    const first = Math.ceil(Math.max(0, start) / ms) * ms;
    const newest = Math.floor(market.candles.open.start / ms) * ms;
    const upTo = end >= 0 ? Math.floor(end / ms) * ms : start >= 0 ? first + (limit - 1) * ms : newest;
    for (let at = Math.min(newest, upTo); at >= first && list.length < limit; at -= ms) {
      const candle = market.candles.aggregate(ms, at);
      if (candle === undefined) break;
      list.push(candleRow(candle, market.precision));
    }
  }
  return { symbol: query.get('symbol'), category: 'linear', list };
};
