import { type Endpoint, needLinear } from './endpoint.ts';
import { Refusal } from './refusal.ts';

/** More value than anybody holds here. */
const ENDLESS = '1000000000000';

/**
 * GET /v5/market/risk-limit: one tier for any value, of the most leverage, maintenance at half its initial margin. Bybit
 * has many; the account here is reckoned by this one.
 */
export const riskLimit: Endpoint = (query, world) => {
  needLinear(query);
  const symbol = query.get('symbol');
  const definitions = symbol === null ? world.listing.all : [world.listing.get(symbol)];
  const list = definitions.map((definition) => {
    if (!definition) throw new Refusal('params error: symbol invalid', { category: '', list: [] });
    const { maxLeverage } = definition.leverageFilter;
    const leverage = Math.floor(Number(maxLeverage));
    return {
      id: 1,
      symbol: definition.symbol,
      riskLimitValue: ENDLESS,
      maintenanceMargin: rate(1 / (2 * leverage)),
      initialMargin: rate(1 / leverage),
      isLowestRisk: 1,
      maxLeverage,
      mmDeduction: '',
    };
  });
  return { category: 'linear', list, nextPageCursor: '' };
};

/** Eight decimals, up. */
function rate(fraction: number): string {
  return (Math.ceil(fraction * 1e8 - 1e-6) / 1e8).toFixed(8);
}
