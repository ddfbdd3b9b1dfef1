import fc from 'fast-check';
import { expect } from 'vitest';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { foldEffect, foldEvent } from '../../src/core/fold.ts';
import { unrealized } from '../../src/core/portfolio/booking.ts';
import { equity, equityIn, unvalued } from '../../src/core/portfolio/equity.ts';
import type { ApprovedOrder } from '../../src/core/risk/approved.ts';
import { createCore } from '../../src/core/state.ts';
import {
  type Fill,
  type Funding,
  gainOf,
  type Instrument,
  keyText,
  type Leg,
  type PositionMode,
  type Price,
  valueAt,
} from '../../src/sdk/index.ts';
import { INVERSE, LINEAR, SPOT } from '../sdk/instruments.ts';
import { CONFIG } from './harness.ts';
import { Oracle, oracleConversion, oracleFee, oracleFunding } from './portfolio-oracle.ts';

/** Contracts of more than one unit, and one whose lot is coarser than its quantities. */
const INSTRUMENTS: readonly Instrument[] = [
  LINEAR,
  INVERSE,
  SPOT,
  { ...LINEAR, id: 'TENUSDT', base: 'TEN', multiplier: 10 },
  { ...INVERSE, id: 'ETHUSD', base: 'ETH', settle: 'ETH', multiplier: 100 },
  { ...SPOT, id: 'SOL/USDT', base: 'SOL', lot: 1000 },
];

export interface Trade {
  readonly at: number;
  readonly side: 'buy' | 'sell';
  readonly leg: 'long' | 'short';
  readonly price: Price;
  /** In lots. */
  readonly lots: number;
  /** Fee or funding rate, 10^-8. */
  readonly rate: number;
  readonly what: 'fill' | 'fill' | 'all' | 'funding' | 'odd-fee';
}

const trade: fc.Arbitrary<Trade> = fc.record({
  at: fc.nat({ max: INSTRUMENTS.length - 1 }),
  side: fc.constantFrom('buy', 'sell'),
  leg: fc.constantFrom('long', 'short'),
  price: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 100_000, max: 12_000_000 })),
  lots: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 3_000_000 })),
  rate: fc.oneof(
    fc.constantFrom(20_000, 55_000, -10_000, 100_000),
    fc.integer({ min: -99_999, max: 999_999 }),
  ),
  what: fc.constantFrom('fill', 'fill', 'all', 'funding', 'odd-fee'),
});

/** The ledger of the core against the oracle, after every step, to the last unit. */
export const ledgerProperty = fc.property(
  fc.constantFrom<PositionMode>('one-way', 'hedge'),
  fc.array(trade, { minLength: 1, maxLength: 40 }),
  fc.integer({ min: 1, max: 12_000_000 }),
  (mode, trades, mark) => {
    const facts = createFacts();
    const oracle = new Oracle();
    for (const definition of INSTRUMENTS) {
      foldEvent(facts, { type: 'instrument', instrument: definition.id, definition, seq: 1, at: 1 });
    }
    for (const [step, each] of trades.entries()) {
      play(facts, oracle, mode, each, step + 2);
      compareCash(facts, oracle);
    }
    for (const instrument of INSTRUMENTS) compareLegs(facts, oracle, instrument, mark);
    compareEquity(facts, oracle, mark);
  },
);

function play(facts: Facts, oracle: Oracle, mode: PositionMode, trade: Trade, seq: number): void {
  const instrument = INSTRUMENTS[trade.at]!;
  const isSpot = instrument.kind === 'spot';
  const leg: Leg = mode === 'one-way' ? 'net' : isSpot ? 'long' : trade.leg;
  const held = Number(oracle.quantity(instrument, leg));
  if (trade.what === 'funding') {
    if (isSpot || held === 0) return;
    const amount = oracleFunding(instrument, trade.price, held, trade.rate);
    const funding: Funding = {
      type: 'funding',
      fundingId: `n${seq}`,
      instrument: instrument.id,
      leg,
      rate: trade.rate,
      amount,
      currency: instrument.settle,
      time: seq,
    };
    oracle.funding(instrument, funding);
    foldEvent(facts, { ...funding, seq, at: seq });
    return;
  }
  const { side } = trade;
  const isAgainst = side === 'buy' ? held < 0 : held > 0;
  // Spot is never sold short, and a leg never turns round.
  const neverOpens = isSpot ? side === 'sell' : mode === 'hedge' && (side === 'buy') !== (leg === 'long');
  if (neverOpens && !isAgainst) return;
  let quantity = trade.lots * instrument.lot;
  if (neverOpens || (trade.what === 'all' && isAgainst)) quantity = Math.min(quantity, Math.abs(held));
  if (trade.what === 'all' && isAgainst) quantity = Math.abs(held);
  const charged = oracleFee(instrument, side, trade.price, quantity, trade.rate);
  const fill: Fill = {
    type: 'fill',
    fillId: `f${seq}`,
    clientOrderId: `o${seq}`,
    instrument: instrument.id,
    side,
    price: trade.price,
    quantity,
    ...(trade.what === 'odd-fee' ? { fee: charged.fee, feeCurrency: 'MNT' } : charged),
    liquidity: 'taker',
    time: seq,
  };
  const order = {
    account: 'main',
    instrument: instrument.id,
    leg,
    owner: 's1',
    clientOrderId: fill.clientOrderId,
    side,
    type: 'market',
    quantity,
    timeInForce: 'ioc',
    reduceOnly: false,
    role: 'exit',
  } as unknown as ApprovedOrder;
  foldEffect(facts, { type: 'submit', order }, seq, seq);
  oracle.fill(instrument, leg, fill);
  foldEvent(facts, { ...fill, seq, at: seq });
  // Told twice, booked once.
  foldEvent(facts, { ...fill, seq, at: seq });
}

/** Cash is what the oracle says, and what the account has the venue lacks: nothing is created. */
function compareCash(facts: Facts, oracle: Oracle): void {
  for (const [currency, amount] of oracle.cash) {
    expect(facts.cash.get(currency) ?? 0n).toBe(amount);
    expect((facts.cash.get(currency) ?? 0n) + (facts.venue.get(currency) ?? 0n)).toBe(0n);
  }
}

function compareLegs(facts: Facts, oracle: Oracle, instrument: Instrument, mark: Price): void {
  for (const leg of ['net', 'long', 'short'] as const) {
    const key = `${instrument.id}/${leg}`;
    const book = oracle.legs.get(key);
    const text = keyText({ account: 'main', instrument: instrument.id, leg, owner: 's1' });
    const position = facts.positions.get(text);
    expect(position === undefined).toBe(!oracle.filled.has(key));
    if (!position || !book) continue;
    const gain = oracle.unrealized(instrument, leg, mark);
    expect({
      quantity: BigInt(position.quantity),
      cost: position.cost,
      realized: position.realized,
      fees: position.fees,
      funding: position.funding,
      unrealized: unrealized(position, instrument, mark),
    }).toEqual({
      quantity: oracle.quantity(instrument, leg),
      cost: book.cost,
      realized: book.realized,
      fees: book.fees,
      funding: book.funding,
      unrealized: gain,
    });
    const paid = oracle.paid.get(key) ?? 0n;
    if (instrument.kind === 'spot') {
      // Bought and not sold, less fees: all of it is in the cash map, and it cost what was paid and not realized.
      expect(position.cost - position.realized).toBe(paid);
      continue;
    }
    // The position is the sum of its fills, and all that it gained is what it is worth now less what was paid for it.
    expect(BigInt(position.quantity)).toBe(oracle.filled.get(key) ?? 0n);
    const worth = valueAt(instrument, mark, position.quantity);
    expect(position.realized + unrealized(position, instrument, mark)).toBe(gainOf(instrument, worth, paid));
  }
}

/** Equity is each currency's cash and unrealized PnL, converted once at its mark; what has no mark is named. */
function compareEquity(facts: Facts, oracle: Oracle, mark: Price): void {
  const instruments = INSTRUMENTS.map((instrument) => instrument.id);
  const core = createCore({ ...CONFIG, instruments, strategies: [] }, new Map(), facts);
  const marks = new Map(INSTRUMENTS.map((instrument, i) => [instrument.id, mark + i]));
  for (const [id, market] of core.markets) market.last = marks.get(id);
  let total = 0n;
  for (const [currency, cash] of oracle.cash) {
    let own = cash;
    for (const instrument of INSTRUMENTS) {
      if (instrument.settle !== currency || instrument.kind === 'spot') continue;
      for (const leg of ['net', 'long', 'short'] as const) {
        if (oracle.quantity(instrument, leg) !== 0n)
          own += oracle.unrealized(instrument, leg, marks.get(instrument.id)!);
      }
    }
    expect(equityIn(core, currency)).toBe(own);
    const pricing = INSTRUMENTS.find((instrument) => instrument.base === currency);
    if (currency === 'USDT') total += own;
    else if (pricing) total += oracleConversion(own, marks.get(pricing.id)!, pricing.priceScale);
    else if (own !== 0n) expect(unvalued(core)).toEqual([currency]);
  }
  expect(equity(core)).toBe(total);
}
