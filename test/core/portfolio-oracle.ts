import type { Currency, Fill, Funding, Instrument, Leg, Price } from '../../src/sdk/index.ts';

/**
 * A second account of the same trades, written from the contract's text and not from the core: fractions of BigInts in
 * whole currency units, rounded only where the contract rounds. It imports no arithmetic of botrc.
 */

/** n / d, d > 0, not reduced. */
interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

const ZERO: Fraction = { n: 0n, d: 1n };
const CASH = 10n ** 12n;

const ratio = (n: bigint, d: bigint): Fraction => (d < 0n ? { n: -n, d: -d } : { n, d });
const plus = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const times = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d });
const minus = (a: Fraction): Fraction => ({ n: -a.n, d: a.d });
const units = (integer: number | bigint, scale: number): Fraction =>
  ratio(BigInt(integer), 10n ** BigInt(scale));

/** To whole units of 10^-12, the nearest, ties away from zero. */
function nearest({ n, d }: Fraction): bigint {
  const size = n < 0n ? -n : n;
  const rounded = (2n * size * CASH + d) / (2n * d);
  return n < 0n ? -rounded : rounded;
}

/** To whole units of 10^-12, toward zero. */
function toward({ n, d }: Fraction): bigint {
  return (n * CASH) / d;
}

const cash = (value: bigint): Fraction => ratio(value, CASH);

/** The exact value of a signed quantity in the settle currency. */
function exactValue(instrument: Instrument, price: Price, quantity: number): Fraction {
  const p = units(price, instrument.priceScale);
  const q = times(units(quantity, instrument.quantityScale), ratio(BigInt(instrument.multiplier ?? 1), 1n));
  return instrument.kind === 'inverse' ? times(q, ratio(p.d, p.n)) : times(p, q);
}

/** What the venue would charge, from the exact rational. */
export function oracleFee(
  instrument: Instrument,
  side: 'buy' | 'sell',
  price: Price,
  quantity: number,
  rate: number,
): { readonly fee: bigint; readonly feeCurrency: Currency } {
  const share = units(rate, 8);
  const isBase = instrument.kind === 'spot' && (rate >= 0 ? side === 'buy' : side === 'sell');
  const whole = isBase
    ? times(units(quantity, instrument.quantityScale), ratio(BigInt(instrument.multiplier ?? 1), 1n))
    : exactValue(instrument, price, quantity);
  return {
    fee: nearest(times(whole, share)),
    feeCurrency: isBase ? instrument.base : instrument.settle,
  };
}

export function oracleFunding(instrument: Instrument, mark: Price, quantity: number, rate: number): bigint {
  return nearest(minus(times(exactValue(instrument, mark, quantity), units(rate, 8))));
}

/** An amount at a price of its currency. */
export function oracleConversion(amount: bigint, price: Price, priceScale: number): bigint {
  return nearest(times(cash(amount), units(price, priceScale)));
}

/** Lots of one leg, oldest first, kept as they were bought: the average comes out of the lots together. */
interface Leger {
  /** Signed; a fraction for spot, where fees take parts of a lot. */
  quantity: Fraction;
  /** Signed sum of rounded values. */
  cost: bigint;
  realized: bigint;
  fees: bigint;
  funding: bigint;
}

export class Oracle {
  readonly cash = new Map<Currency, bigint>();
  readonly legs = new Map<string, Leger>();
  /** Sum of the signed fills per leg, in units of the quantity. */
  readonly filled = new Map<string, bigint>();
  /** Signed rounded values of all fills per leg: what was ever paid, less what was ever received. */
  readonly paid = new Map<string, bigint>();

  leg(instrument: Instrument, leg: Leg): Leger {
    const key = `${instrument.id}/${leg}`;
    const known = this.legs.get(key);
    if (known) return known;
    const fresh: Leger = { quantity: ZERO, cost: 0n, realized: 0n, fees: 0n, funding: 0n };
    this.legs.set(key, fresh);
    return fresh;
  }

  move(currency: Currency, amount: bigint): void {
    this.cash.set(currency, (this.cash.get(currency) ?? 0n) + amount);
  }

  fill(instrument: Instrument, leg: Leg, fill: Fill): void {
    const book = this.leg(instrument, leg);
    const key = `${instrument.id}/${leg}`;
    const signed = fill.side === 'buy' ? fill.quantity : -fill.quantity;
    const multiplier = ratio(BigInt(instrument.multiplier ?? 1), 1n);
    const size = times(units(signed, instrument.quantityScale), multiplier);
    const value = nearest(exactValue(instrument, fill.price, signed));
    this.filled.set(key, (this.filled.get(key) ?? 0n) + BigInt(signed));
    this.paid.set(key, (this.paid.get(key) ?? 0n) + value);

    // How much of what can be traded is closed: nothing, a part, or all, with or without a rest that opens.
    const tradable = this.#tradable(instrument, book);
    const isAgainst = tradable.n !== 0n && tradable.n > 0n !== size.n > 0n;
    let realized = 0n;
    if (!isAgainst) {
      book.cost += value;
    } else {
      const all = compare(size, tradable) >= 0;
      const closed = all ? minus(tradable) : size;
      const closedValue =
        compare(size, tradable) === 0 || !all ? value : this.#valueOf(instrument, fill.price, closed);
      const share = ratio(-closed.n * book.quantity.d, closed.d * book.quantity.n);
      const removed = toward(times(cash(book.cost), share));
      const gain = -closedValue - removed;
      realized = instrument.kind === 'inverse' ? -gain : gain;
      book.cost += value - closedValue - removed;
    }
    book.quantity = reduce(plus(book.quantity, size));
    book.realized += realized;
    if (instrument.kind === 'spot') {
      this.move(instrument.quote, -value);
      this.move(instrument.base, nearest(size));
    } else this.move(instrument.settle, realized);

    this.move(fill.feeCurrency, -fill.fee);
    if (fill.feeCurrency === instrument.settle) book.fees += fill.fee;
    else if (instrument.kind === 'spot' && fill.feeCurrency === instrument.base) {
      const worth = nearest(times(cash(fill.fee), units(fill.price, instrument.priceScale)));
      book.quantity = reduce(plus(book.quantity, minus(cash(fill.fee))));
      book.cost -= worth;
      book.fees += worth;
      this.paid.set(key, (this.paid.get(key) ?? 0n) - worth);
    }
  }

  funding(instrument: Instrument, funding: Funding): void {
    this.leg(instrument, funding.leg).funding += funding.amount;
    this.move(funding.currency, funding.amount);
  }

  /** Gain at a mark of what a leg holds. */
  unrealized(instrument: Instrument, leg: Leg, mark: Price): bigint {
    const book = this.leg(instrument, leg);
    const gain = this.#valueOf(instrument, mark, book.quantity) - book.cost;
    return instrument.kind === 'inverse' ? -gain : gain;
  }

  /** In whole lots, as units of the quantity. */
  quantity(instrument: Instrument, leg: Leg): bigint {
    const { n, d } = this.#tradable(instrument, this.leg(instrument, leg));
    return (n * 10n ** BigInt(instrument.quantityScale)) / (d * BigInt(instrument.multiplier ?? 1));
  }

  #tradable(instrument: Instrument, { quantity }: Leger): Fraction {
    if (instrument.kind !== 'spot') return quantity;
    const lot = times(
      units(instrument.lot, instrument.quantityScale),
      ratio(BigInt(instrument.multiplier ?? 1), 1n),
    );
    const lots = (quantity.n * lot.d) / (quantity.d * lot.n);
    return times(lot, ratio(lots, 1n));
  }

  /** Rounded value of a quantity that already has the multiplier in it. */
  #valueOf(instrument: Instrument, price: Price, size: Fraction): bigint {
    const p = units(price, instrument.priceScale);
    return nearest(instrument.kind === 'inverse' ? times(size, ratio(p.d, p.n)) : times(size, p));
  }
}

/** |a| against |b|. */
function compare(a: Fraction, b: Fraction): number {
  const left = (a.n < 0n ? -a.n : a.n) * b.d;
  const right = (b.n < 0n ? -b.n : b.n) * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sizes have denominators of powers of ten: brought back to 10^-12, exactly. */
function reduce({ n, d }: Fraction): Fraction {
  if ((n * CASH) % d !== 0n) throw new Error('a size is finer than 10^-12');
  return { n: (n * CASH) / d, d: CASH };
}
