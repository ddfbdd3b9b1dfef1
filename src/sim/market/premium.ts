import type { Instrument, Ms, Random, Ticker } from '../../sdk/index.ts';
import { nextNormal, RATE_SCALE } from '../../sdk/index.ts';

/** The premium of the contract over its index, from which mark price and funding follow. */
export interface Premium {
  /** A fraction, mean reverting around 0. */
  value: number;
}

/** Funding without a premium, a fraction per interval. */
const BASE_FUNDING = 0.0001;
const MOST_FUNDING = 0.0005;

export function movePremium(random: Random, premium: Premium, dtMs: Ms): void {
  const minutes = dtMs / 60_000;
  premium.value += -0.2 * minutes * premium.value + 0.0001 * Math.sqrt(minutes) * nextNormal(random);
}

/** Index is the fair price, mark lies off it by the premium; both are finer than the tick. */
export function tickerOf(
  instrument: Instrument,
  premium: Premium,
  logPrice: number,
  last: number,
  nowMs: Ms,
): Ticker {
  const fair = Math.exp(logPrice) * 10 ** instrument.priceScale;
  const every = instrument.fundingIntervalMs;
  const funding = Math.max(-MOST_FUNDING, Math.min(MOST_FUNDING, BASE_FUNDING + premium.value / 2));
  return {
    type: 'ticker',
    instrument: instrument.id,
    time: nowMs,
    last,
    mark: Math.round(fair * (1 + premium.value)),
    index: Math.round(fair),
    ...(every > 0 && {
      fundingRate: Math.round(funding * 10 ** RATE_SCALE),
      nextFundingMs: (Math.floor(nowMs / every) + 1) * every,
    }),
  };
}
