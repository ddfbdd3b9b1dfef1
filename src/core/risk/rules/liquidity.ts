import { CASH_SCALE, formatTrim, RATE_SCALE, toFloat, valueAt } from '../../../sdk/index.ts';
import { depthWithin } from '../depth.ts';
import type { RiskRule } from '../proposal.ts';

/**
 * the side that an entry takes from (asks for a buy) must hold a least value, and a multiple of the order's size,
 * within some bps of its best price, by the core's own book. Without a book the profile decides.
 */
export const liquidity: RiskRule = {
  name: 'liquidity',
  requirement: 'R-11',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.liquidity !== undefined,
  check({ instrument, side, quantity, reference }, core) {
    const config = core.config.risk.liquidity;
    const book = core.markets.get(instrument.id)?.book;
    const taken = book && (side === 'buy' ? book.asks : book.bids);
    const depth = taken && depthWithin(taken, config?.withinBps ?? 0);
    const value = (q: number): bigint => valueAt(instrument, reference, q);
    const covered = Math.ceil(quantity * toFloat(config?.cover ?? 0, RATE_SCALE));
    const least = config?.depth ?? 0n;
    const need = value(covered) > least ? value(covered) : least;
    const limit = `at least ${formatTrim(need, CASH_SCALE, 2)}`;
    if (depth === undefined) {
      const verdict = config?.unknown ?? 'deny';
      return { verdict, used: 'unknown', limit, reason: 'no order book is known' };
    }
    const thin = value(depth) < need;
    return {
      verdict: thin ? 'deny' : 'allow',
      used: formatTrim(value(depth), CASH_SCALE, 2),
      limit,
      reason: thin
        ? `the ${side === 'buy' ? 'asks' : 'bids'} are too thin`
        : `the ${side === 'buy' ? 'asks' : 'bids'} are deep enough`,
    };
  },
};
