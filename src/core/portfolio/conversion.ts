import type { Cash, Currency, Instrument, Price, Quantity } from '../../sdk/index.ts';
import { mulDivBig, pow10, quoteValue, valueAt } from '../../sdk/index.ts';
import { type Core, markOf } from '../state.ts';

/**
 * Other currencies in the account's, which equity, limits and reports are in.
 *
 * An amount is converted at the mark of the first of the profile's instruments that trades its currency against the
 * account's, rounded once, half away from zero at 10^-12. Dollars and the coins pegged to them count one for one. What
 * no instrument prices, or none yet, is not counted: see `unvalued` for who says so.
 */

const DOLLARS: ReadonlySet<Currency> = new Set(['USD', 'USDT', 'USDC']);

/** True where an amount of one counts as the same amount of the other. */
export function isSameMoney(a: Currency, b: Currency): boolean {
  return a === b || (DOLLARS.has(a) && DOLLARS.has(b));
}

/** The amount in the account's currency; undefined where it cannot be told. */
export function toAccount(core: Core, amount: Cash, currency: Currency): Cash | undefined {
  if (isSameMoney(currency, core.config.currency)) return amount;
  if (amount === 0n) return 0n;
  for (const instrument of pricing(core, currency)) {
    const mark = markOf(core, instrument.id);
    if (mark !== undefined) return atPrice(instrument, amount, currency, mark);
  }
  return undefined;
}

/** As `toAccount` of an amount in an instrument's settle currency, at a price of the instrument where it has one. */
export function settledToAccount(
  core: Core,
  instrument: Instrument,
  amount: Cash,
  at: Price,
): Cash | undefined {
  const { settle, quote, kind } = instrument;
  const isOwn = kind === 'inverse' && isSameMoney(quote, core.config.currency) && at > 0;
  return isOwn ? atPrice(instrument, amount, settle, at) : toAccount(core, amount, settle);
}

/** A quantity's size for limits: its quote value in the account's currency; undefined where that cannot be told. */
export function exposureOf(
  core: Core,
  instrument: Instrument,
  price: Price,
  quantity: Quantity,
): Cash | undefined {
  const { quote, settle, kind } = instrument;
  const value = toAccount(core, quoteValue(instrument, price, quantity), quote);
  if (value !== undefined || kind !== 'inverse' || price <= 0) return value;
  return toAccount(core, valueAt(instrument, price, quantity), settle);
}

/** True where an instrument of the profile prices the currency, though its mark may not be known yet. */
export function isPriced(core: Core, currency: Currency): boolean {
  if (isSameMoney(currency, core.config.currency)) return true;
  for (const _instrument of pricing(core, currency)) return true;
  return false;
}

/** Instruments that trade the currency against the account's, in the order of the profile. */
function* pricing(core: Core, currency: Currency): Generator<Instrument> {
  const account = core.config.currency;
  for (const id of core.markets.keys()) {
    const instrument = core.facts.instruments.get(id);
    if (!instrument) continue;
    const { base, quote } = instrument;
    if (base === currency && isSameMoney(quote, account)) yield instrument;
    else if (base === account && isSameMoney(quote, currency)) yield instrument;
  }
}

function atPrice({ base, priceScale }: Instrument, amount: Cash, currency: Currency, price: Price): Cash {
  const scale = pow10(priceScale);
  return base === currency
    ? mulDivBig(amount, BigInt(price), scale, 'half')
    : mulDivBig(amount, scale, BigInt(price), 'half');
}
