import type { Instrument } from '../market/instrument.ts';
import type { Side } from '../orders/order.ts';
import type { Currency } from './ids.ts';
import type { Cash, Price, Quantity, Rate } from './money.ts';
import { CASH_SCALE, notional, RATE_SCALE } from './money.ts';
import { mulDivBig, pow10, product, type Rounding, toSafe } from './scale.ts';

/**
 * What a quantity of an instrument is worth, costs and earns, in its settle currency, for all three kinds. Core and
 * simulated venue book with these functions and with no others.
 *
 * Roundings, each stated once: a linear or spot value is exact. An inverse value is quantity / price rounded half
 * away from zero at 10^-12, once per fill. A fee and a funding payment are rounded once, from the exact rational
 * product, half away from zero at 10^-12: both sides of a booking use that one number, so nothing is created.
 */

/** A position as its money sees it. */
export interface Holding {
  /** Signed: negative is short. */
  readonly quantity: Quantity;
  /** Signed value at entry, in the settle currency: the sum of the values of the fills that are still held. */
  readonly cost: Cash;
}

const RATE_ONE = pow10(RATE_SCALE);

/**
 * Value of a signed quantity: price x quantity x multiplier (linear, spot: exact), or quantity x multiplier / price
 * (inverse: rounded half away from zero). Price > 0 for an inverse instrument.
 */
export function valueAt(instrument: Instrument, price: Price, quantity: Quantity): Cash {
  if (instrument.kind === 'inverse') {
    return mulDivBig(unitValue(instrument, quantity), 1n, BigInt(price), 'half');
  }
  const value = notional(price, quantity, instrument.priceScale, instrument.quantityScale);
  return instrument.multiplier === undefined ? value : value * BigInt(instrument.multiplier);
}

/** Signed value in the quote currency: of an inverse instrument its face, quantity x multiplier, whatever the price. */
export function quoteValue(instrument: Instrument, price: Price, quantity: Quantity): Cash {
  return instrument.kind === 'inverse'
    ? baseAmount(instrument, quantity)
    : valueAt(instrument, price, quantity);
}

/** Signed value of a quantity at one unit of price, exact: a linear value divided by it, an inverse one times it. */
export function unitValue(instrument: Instrument, quantity: Quantity): bigint {
  const { kind, priceScale, quantityScale, multiplier = 1 } = instrument;
  const decimals = CASH_SCALE - quantityScale + (kind === 'inverse' ? priceScale : -priceScale);
  return product(quantity, multiplier, decimals);
}

/**
 * What a holding has gained at a price: value - cost where it is linear or spot, cost - value where it is inverse,
 * because quantity / price falls as the price rises.
 * Bybit: long = quantity x (exit - entry), inverse long = quantity x (1/entry - 1/exit),
 * https://www.bybit-global.com/en/help-center/article/FAQ-PL-Calculation
 */
export function pnlAt(instrument: Instrument, holding: Holding, price: Price): Cash {
  return gainOf(instrument, valueAt(instrument, price, holding.quantity), holding.cost);
}

/** What a signed value has gained over its cost. */
export function gainOf({ kind }: Instrument, value: Cash, cost: Cash): Cash {
  return kind === 'inverse' ? cost - value : value - cost;
}

/** The holding's average entry price at the price scale; undefined when flat. For showing, never for booking. */
export function averagePrice(
  instrument: Instrument,
  { quantity, cost }: Holding,
  rounding: Rounding = 'down',
): Price | undefined {
  if (quantity === 0 || cost === 0n) return undefined;
  const unit = unitValue(instrument, quantity);
  return toSafe(
    instrument.kind === 'inverse' ? mulDivBig(unit, 1n, cost, rounding) : mulDivBig(cost, 1n, unit, rounding),
  );
}

/** An amount in a currency. */
export interface Money {
  readonly amount: Cash;
  readonly currency: Currency;
}

/**
 * The fee of an execution, positive is paid, negative a rebate: value x rate in the settle currency. Spot takes a fee
 * from what the trade brings in (a buy's in the base, a sale's in the quote) and pays a rebate in the other.
 * Bybit: order value x fee rate, https://www.bybit.com/en/help-center/article/Perpetual-Futures-Contract-Fees-Explained;
 * spot fee currency: https://bybit-exchange.github.io/docs/v5/enum#spot-fee-currency-instruction
 */
export function feeFor(
  instrument: Instrument,
  execution: { readonly side: Side; readonly price: Price; readonly quantity: Quantity },
  rate: Rate,
): Money {
  const { side, price, quantity } = execution;
  const { kind, base, settle } = instrument;
  const isInBase = kind === 'spot' && (side === 'buy') === rate >= 0;
  if (!isInBase) return { amount: rateOnValue(instrument, price, quantity, rate), currency: settle };
  const amount = mulDivBig(baseAmount(instrument, quantity), BigInt(rate), RATE_ONE, 'half');
  return { amount, currency: base };
}

/**
 * The funding payment of a signed quantity at the mark, positive is received: a positive rate is paid by longs.
 * Bybit: position value x funding rate, https://www.bybit.com/en/help-center/article/Funding-Fee-Calculation
 */
export function fundingFor(instrument: Instrument, mark: Price, quantity: Quantity, rate: Rate): Cash {
  return -rateOnValue(instrument, mark, quantity, rate);
}

/** quantity x multiplier, exact: base currency of a linear or spot instrument, quote currency of an inverse one. */
export function baseAmount(instrument: Instrument, quantity: Quantity): Cash {
  return product(quantity, instrument.multiplier ?? 1, CASH_SCALE - instrument.quantityScale);
}

/** value x rate with one rounding, from the exact rational. */
function rateOnValue(instrument: Instrument, price: Price, quantity: Quantity, rate: Rate): Cash {
  if (instrument.kind !== 'inverse') {
    return mulDivBig(valueAt(instrument, price, quantity), BigInt(rate), RATE_ONE, 'half');
  }
  return mulDivBig(unitValue(instrument, quantity), BigInt(rate), BigInt(price) * RATE_ONE, 'half');
}
