import { type Endpoint, marketOf, needLinear, whole } from './endpoint.ts';
import { Refusal } from './refusal.ts';

/** GET /v5/market/funding/history: the newest first, 200 unless told. */
export const fundingHistory: Endpoint = (query, world) => {
  needLinear(query, 'Illegal category');
  const market = marketOf(query, world);
  const now = world.clock.now();
  const start = whole(query, 'startTime', -1, 0, now);
  const end = whole(query, 'endTime', -1, 0, now);
  if (start >= 0 && end < 0) throw new Refusal('params error: endTime is required with startTime');
  const limit = whole(query, 'limit', 200, 1, 200);
  const settled = market?.funding.history(Math.max(0, start), end < 0 ? now : end, limit) ?? [];
  const list = settled.map(({ atMs, rate }) => ({
    symbol: market?.symbol,
    fundingRate: rate,
    fundingRateTimestamp: String(atMs),
  }));
  return { category: 'linear', list };
};
