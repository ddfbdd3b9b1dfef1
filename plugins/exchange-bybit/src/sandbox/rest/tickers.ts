import type { Market } from '../market/market.ts';
import { type Endpoint, marketOf, needLinear } from './endpoint.ts';

/** GET /v5/market/tickers: of one symbol, or of all that are traded here. */
export const tickers: Endpoint = (query, world) => {
  needLinear(query);
  const one = query.get('symbol') ? marketOf(query, world) : undefined;
  const markets = query.get('symbol') ? (one ? [one] : []) : [...world.markets.values()];
  return { category: 'linear', list: markets.map(row) };
};

/** REST has no tick direction and some fields of dated futures besides. */
function row(market: Market): object {
  const { tickDirection: _, ...fields } = market.ticker.fields;
  return {
    symbol: market.symbol,
    ...fields,
    predictedDeliveryPrice: '',
    basisRate: '',
    deliveryFeeRate: '',
    deliveryTime: '0',
    basis: '',
  };
}
