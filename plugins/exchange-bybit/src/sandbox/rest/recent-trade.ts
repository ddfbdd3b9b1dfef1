import { type Endpoint, marketOf, needLinear, whole } from './endpoint.ts';

/** GET /v5/market/recent-trade: the newest first, 500 unless told. */
export const recentTrade: Endpoint = (query, world) => {
  needLinear(query);
  const market = marketOf(query, world);
  return { category: 'linear', list: market?.trades.page(whole(query, 'limit', 500, 1, 1_000)) ?? [] };
};
