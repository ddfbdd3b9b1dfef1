import type { Cash, Currency } from '../../sdk/index.ts';
import { type Core, instrumentOf, markOf } from '../state.ts';
import { unrealized } from './booking.ts';
import { isPriced, toAccount } from './conversion.ts';

/**
 * What the account is worth in its currency: the wallet and the unrealized PnL of each currency, each converted once.
 * What spot holds is in the wallet as its base. A position without a mark counts at cost; a currency without one does
 * not count, see `unvalued`.
 */
export function equity(core: Core): Cash {
  const { currency } = core.config;
  let sum = equityIn(core, currency);
  if (core.facts.cash.size <= 1 && core.facts.cash.has(currency)) return sum;
  for (const other of core.facts.cash.keys()) {
    if (other !== currency) sum += toAccount(core, equityIn(core, other), other) ?? 0n;
  }
  return sum;
}

/** Wallet and unrealized PnL of the positions that settle in one currency, in it. */
export function equityIn(core: Core, currency: Currency): Cash {
  let sum = core.facts.cash.get(currency) ?? 0n;
  for (const position of core.facts.positions.values()) {
    if (position.quantity === 0) continue;
    const instrument = instrumentOf(core, position.instrument);
    if (instrument.settle !== currency || instrument.kind === 'spot') continue;
    const mark = markOf(core, position.instrument);
    if (mark !== undefined) sum += unrealized(position, instrument, mark);
  }
  return sum;
}

/** What all positions would realize at their marks, in the account's currency; what cannot be told is left out. */
export function unrealizedTotal(core: Core): Cash {
  let sum = 0n;
  for (const position of core.facts.positions.values()) {
    if (position.quantity === 0) continue;
    const instrument = instrumentOf(core, position.instrument);
    const mark = markOf(core, position.instrument);
    if (mark === undefined) continue;
    sum += toAccount(core, unrealized(position, instrument, mark), instrument.settle) ?? 0n;
  }
  return sum;
}

/** Currencies that the account holds and equity leaves out: no mark prices them, or none yet. */
export function unvalued(core: Core): Currency[] {
  return [...core.facts.cash.keys()].filter((currency) => {
    const amount = equityIn(core, currency);
    return amount !== 0n && toAccount(core, amount, currency) === undefined;
  });
}

/** Equity would jump with the next mark: something is held whose price is awaited and not known yet. */
export function isBlind(core: Core): boolean {
  for (const { instrument, quantity } of core.facts.positions.values()) {
    if (quantity !== 0 && core.markets.has(instrument) && markOf(core, instrument) === undefined) return true;
  }
  if (core.facts.cash.size <= 1 && core.facts.cash.has(core.config.currency)) return false;
  return unvalued(core).some((currency) => isPriced(core, currency));
}
