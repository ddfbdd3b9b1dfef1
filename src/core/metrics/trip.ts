import { type Cash, keyText, type Ms, mulDivBig, type PositionKey, RATE_SCALE } from '../../sdk/index.ts';
import { createSums, type Performance, type Sums, type TradeSums, type Trip } from './performance.ts';

const ONE = 10n ** BigInt(RATE_SCALE);

/** The sums that something of this position is booked to: its strategy and instrument's, and the day's. */
export function bookTo(performance: Performance, { owner, instrument }: PositionKey): readonly Sums[] {
  const key = `${owner}/${instrument}`;
  let book = performance.books.get(key);
  if (!book) {
    book = { owner, instrument, ...createSums() };
    performance.books.set(key, book);
  }
  const day = performance.days.at(-1);
  return day ? [book, day] : [book];
}

/** A round trip is over: from now on it is part of the sums. */
export function closeTrip(performance: Performance, position: PositionKey, trip: Trip, at: Ms): void {
  performance.trips.delete(keyText(position));
  if (performance.trips.size === 0 && performance.heldSinceMs !== undefined) {
    performance.heldMs += at - performance.heldSinceMs;
    performance.heldSinceMs = undefined;
  }
  countTrade(performance.trades, trip, at - trip.openedMs);
  for (const sums of bookTo(performance, position)) {
    sums.trades++;
    if (trip.pnl > 0n) sums.wins++;
  }
}

/** Adds one trade. `risk` undefined or 0: how many R it made is not known. */
export function countTrade(
  sums: TradeSums,
  { pnl, risk }: { readonly pnl: Cash; readonly risk: Cash | undefined },
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
  if (risk === undefined || risk <= 0n) return;
  sums.rated++;
  sums.r += mulDivBig(pnl, ONE, risk, 'half');
}
