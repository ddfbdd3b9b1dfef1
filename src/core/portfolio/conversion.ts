import type { Cash, Currency, Instrument, Price, Quantity, Rate } from '../../sdk/index.ts';
import { mulDivBig, pow10, quoteValue, RATE_SCALE, valueAt } from '../../sdk/index.ts';
import { type Core, markOf } from '../state.ts';

/**
 * Other currencies in the account's, which equity, limits and reports are in.
 *
 * An amount is converted at the mark of the first of the profile's instruments that trades its currency against the
 * account's, rounded once, half away from zero at 10^-12. Dollars and the coins pegged to them stand for each other, at
 * the profile's `pegs`, one for one by default: where no instrument of the profile trades the two, and as the quote of
 * one that prices a third. What no instrument prices, or none yet, is not counted: see `unvalued` for who says so.
 */

const DOLLARS: ReadonlySet<Currency> = new Set(['USD', 'USDT', 'USDC']);
const ONE: Rate = 10 ** RATE_SCALE;

/** True where an amount of one may stand for an amount of the other. */
export function isSameMoney(a: Currency, b: Currency): boolean {
  return a === b || (DOLLARS.has(a) && DOLLARS.has(b));
}

/** The amount in the account's currency; undefined where it cannot be told. */
export function toAccount(core: Core, amount: Cash, currency: Currency): Cash | undefined {
  const account = core.config.currency;
  if (currency === account) return amount;
  if (amount === 0n) return 0n;
  let isAwaited = false;
  for (const instrument of pricing(core, currency)) {
    const mark = markOf(core, instrument.id);
    if (mark !== undefined) return atMark(core, instrument, amount, currency, mark);
    isAwaited = true;
  }
  return isAwaited || !isSameMoney(currency, account) ? undefined : pegged(core, amount, currency, account);
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
  if (!isOwn) return toAccount(core, amount, settle);
  return toAccount(core, atPrice(instrument, amount, settle, at), quote);
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
  if (currency === core.config.currency) return true;
  for (const _instrument of pricing(core, currency)) return true;
  return false;
}

/**
 * Instruments that trade the currency against the account's, in the order of the profile: a dollar against a dollar only
 * those that trade just these two.
 */
function* pricing(core: Core, currency: Currency): Generator<Instrument> {
  const account = core.config.currency;
  const isFit = isSameMoney(currency, account) ? (a: Currency, b: Currency) => a === b : isSameMoney;
  for (const id of core.markets.keys()) {
    const instrument = core.facts.instruments.get(id);
    if (!instrument) continue;
    const { base, quote } = instrument;
    if (base === currency && isFit(quote, account)) yield instrument;
    else if (base === account && isFit(quote, currency)) yield instrument;
  }
}

function atMark(core: Core, instrument: Instrument, amount: Cash, currency: Currency, mark: Price): Cash {
  const { base, quote } = instrument;
  if (base === currency)
    return pegged(core, atPrice(instrument, amount, currency, mark), quote, core.config.currency);
  return atPrice(instrument, pegged(core, amount, currency, quote), quote, mark);
}

/** One dollar for another, by what the profile says each is worth; rounded half away from zero where that differs. */
function pegged({ config }: Core, amount: Cash, from: Currency, to: Currency): Cash {
  const worth = config.pegs?.[from] ?? ONE;
  const other = config.pegs?.[to] ?? ONE;
  if (from === to || worth === other) return amount;
  return mulDivBig(amount, BigInt(worth), BigInt(other), 'half');
}

function atPrice({ base, priceScale }: Instrument, amount: Cash, currency: Currency, price: Price): Cash {
  const scale = pow10(priceScale);
  return base === currency
    ? mulDivBig(amount, BigInt(price), scale, 'half')
    : mulDivBig(amount, scale, BigInt(price), 'half');
}
