import { keyText, type Ms, mulDivBig, type PositionKey, RATE_SCALE } from '../../sdk/index.ts';
import { keptText } from '../kept-text.ts';
import { createSums, type Performance, type Sums, type TradeSums, type Trip } from './performance.ts';

const ONE = 10n ** BigInt(RATE_SCALE);

/** The sums that something of this position is booked to: its strategy and instrument's, and the day's. */
export function bookTo(performance: Performance, { owner, instrument }: PositionKey): readonly Sums[] {
  const key = keptText(owner, instrument);
  let book = performance.books.get(key);
  if (!book) {
    book = { owner, instrument, ...createSums() };
    performance.books.set(key, book);
  }
  const day = performance.days.at(-1);
  return day ? [book, day] : [book];
}

/** A trip ended other than by fills, as when the account was settled by hand: what it made is not known. */
export function dropTrip(performance: Performance, position: PositionKey, at: Ms): void {
  if (!performance.trips.delete(keyText(position))) return;
  if (performance.trips.size === 0) performance.heldMs += at - performance.heldSinceMs;
}

/** A round trip is over: from now on it is part of the sums. */
export function closeTrip(performance: Performance, position: PositionKey, trip: Trip, at: Ms): void {
  dropTrip(performance, position, at);
  countTrade(performance.trades, trip, at - trip.openedMs);
  for (const sums of bookTo(performance, position)) {
    sums.trades++;
    if (trip.pnl > 0n) sums.wins++;
  }
}

/** Adds one trade. Without a plan, or a risk of 0, how many R it made is not known. */
export function countTrade(
  sums: TradeSums,
  { pnl, risk, isPlanned }: Pick<Trip, 'pnl' | 'risk' | 'isPlanned'>,
  holdMs: Ms,
): void {
  sums.trades++;
  sums.holdMs += holdMs;
  if (pnl > 0n) {
    sums.wins++;
    sums.profit += pnl;
    sums.streak = Math.max(sums.streak, 0) + 1;
    sums.winStreak = Math.max(sums.winStreak, sums.streak);
  } else if (pnl < 0n) {
    sums.losses++;
    sums.loss -= pnl;
    sums.streak = Math.min(sums.streak, 0) - 1;
    sums.lossStreak = Math.max(sums.lossStreak, -sums.streak);
  } else sums.streak = 0;
  if (!isPlanned || risk === 0n) return;
  sums.rated++;
  sums.r += mulDivBig(pnl, ONE, risk, 'half');
}
