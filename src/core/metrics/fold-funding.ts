import { type Currency, type Funding, keyText, type PositionKey } from '../../sdk/index.ts';
import type { Performance } from './performance.ts';
import { bookTo } from './trip.ts';

/** Takes in a funding payment, and whose position it was for, where one is known. `currency` is the account's. */
export function foldPaidFunding(
  performance: Performance,
  currency: Currency,
  { amount, currency: paidIn }: Pick<Funding, 'amount' | 'currency'>,
  position: PositionKey | undefined,
): void {
  if (paidIn !== currency) {
    performance.foreign.set(paidIn, (performance.foreign.get(paidIn) ?? 0n) + amount);
    return;
  }
  performance.funding += amount;
  if (!position) return;
  for (const sums of bookTo(performance, position)) sums.funding += amount;
  const trip = performance.trips.get(keyText(position));
  if (trip) trip.pnl += amount;
}
