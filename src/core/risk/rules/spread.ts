import { spreadBps } from '../depth.ts';
import type { RiskRule } from '../proposal.ts';

/** no entry across a wide spread, by the core's own book. Without a book the profile decides. */
export const spread: RiskRule = {
  name: 'spread',
  requirement: 'R-11',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.liquidity?.maxSpreadBps !== undefined,
  check({ instrument }, core) {
    const { maxSpreadBps = 0, unknown = 'deny' } = core.config.risk.liquidity ?? {};
    const book = core.markets.get(instrument.id)?.book;
    const bps = spreadBps(book?.bids.price(0), book?.asks.price(0));
    const limit = `${maxSpreadBps} bps`;
    if (bps === undefined) {
      return { verdict: unknown, used: 'unknown', limit, reason: 'no order book is known' };
    }
    const wide = bps > maxSpreadBps;
    return {
      verdict: wide ? 'deny' : 'allow',
      used: `${bps} bps`,
      limit,
      reason: wide ? 'the spread is too wide' : 'the spread is narrow enough',
    };
  },
};
