import type { Ms, Quantity, Random, Trade } from '../../sdk/index.ts';
import { nextFloat, nextNormal } from '../../sdk/index.ts';
import type { Listing } from './listing.ts';
import { onTick, sizeOf } from './listing.ts';

/** A step of the fair price (logarithms), of which trades are to tell. */
interface PriceStep {
  readonly from: number;
  readonly to: number;
  readonly fromMs: Ms;
  readonly toMs: Ms;
  /** Ticks between bid and ask. */
  readonly spread: number;
  /** 1 in ordinary times; more trades and larger ones above. */
  readonly activity: number;
}

const TRADES_PER_SECOND = 1.2;
const MOST_TRADES = 12;

/**
 * The trades of a step: along the way of the price, most of them by whoever moves it, each at the bid or the ask
 * of its moment, in order of time. `firstId` numbers them.
 */
export function printTrades(random: Random, listing: Listing, step: PriceStep, firstId: number): Trade[] {
  const { instrument } = listing;
  const expected = ((step.toMs - step.fromMs) / 1000) * TRADES_PER_SECOND * step.activity;
  const count = Math.min(MOST_TRADES, Math.floor(expected + nextFloat(random)));
  const trades: Trade[] = [];
  for (let i = 1; i <= count; i++) {
    const part = i / count;
    const bid = bidAt(listing, step.from + (step.to - step.from) * part, step.spread);
    const rising = step.to >= step.from;
    const side = nextFloat(random) < 0.7 === rising ? 'buy' : 'sell';
    trades.push({
      type: 'trade',
      instrument: instrument.id,
      time: step.fromMs + Math.max(1, Math.floor((step.toMs - step.fromMs) * part)),
      id: String(firstId + i - 1),
      side,
      price: side === 'buy' ? bid + step.spread * instrument.tick : bid,
      quantity: tradeSize(random, listing, step.activity),
    });
  }
  return trades;
}

/** The best bid around a fair price, for a spread in ticks. */
export function bidAt(listing: Listing, logPrice: number, spread: number): number {
  const { tick } = listing.instrument;
  return Math.max(tick, onTick(listing.instrument, logPrice, 'floor') - Math.floor(spread / 2) * tick);
}

function tradeSize(random: Random, listing: Listing, activity: number): Quantity {
  return sizeOf(listing, 4000 * activity * Math.exp(nextNormal(random)));
}
