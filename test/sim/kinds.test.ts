import { describe, expect, it } from 'vitest';
import type { Instrument, MarketEvent, OrderRequest } from '../../src/sdk/index.ts';
import {
  autoDeleverage,
  defineInstrument,
  venueAvailable,
  venueEquity,
  venueSnapshot,
} from '../../src/sim/index.ts';
import { INVERSE, SPOT, told, usdt, VenueRig } from './venue-kit.ts';

/** Decimal cash of any currency. */
const cash = usdt;
const HOUR = 3_600_000;

/** A venue that lists this instrument too, and deep books around a price. */
function market(
  listing: Instrument,
  price: number,
  config: ConstructorParameters<typeof VenueRig>[0] = {},
): VenueRig {
  const rig = new VenueRig({ cash: { USDT: cash('10000'), BTC: cash('1') }, ...config });
  defineInstrument(rig.venue, listing, rig.now);
  moveTo(rig, listing, price);
  return rig;
}

function moveTo(rig: VenueRig, { id: instrument }: Instrument, price: number): string[] {
  const time = rig.now + 1;
  const book = { bids: [price, 10_000_000], asks: [price, 10_000_000] };
  const events: MarketEvent[] = [
    { type: 'ticker', instrument, time, last: price, mark: price },
    { type: 'book', instrument, time, kind: 'snapshot', update: time, ...book },
  ];
  return events.flatMap((event) => told(rig.on(event)));
}

describe('an inverse contract', () => {
  const order = (more: Partial<OrderRequest>): Partial<OrderRequest> => ({ instrument: INVERSE.id, ...more });

  it('gains and loses in its base: quantity x (1/entry - 1/exit)', () => {
    // 1000 USD long from 100.0 to 125.0: 1000 x (1/100 - 1/125) = 2 BTC.
    const rig = market(INVERSE, 1000, { cash: { BTC: cash('5') } });
    rig.order(order({ quantity: 1_000_000 }));
    rig.pass();
    moveTo(rig, INVERSE, 1250);
    expect(venueEquity(rig.venue, 'BTC')).toBe(cash('7'));
    rig.order(order({ side: 'sell', quantity: 1_000_000 }));
    rig.pass();
    expect(rig.venue.books.cash.BTC).toBe(cash('7'));
    expect(rig.venue.books.house.counterparty.BTC).toBe(-cash('2'));
  });

  it('pays fees and funding in its base', () => {
    const rig = market(INVERSE, 1000, { cash: { BTC: cash('5') }, fees: { maker: 0, taker: 55_000 } });
    rig.order(order({ quantity: 1_000_000 }));
    // 1000 USD at 100.0 are 10 BTC.
    expect(rig.pass()[0]).toMatchObject({ fee: cash('0.0055'), feeCurrency: 'BTC' });
    const nextFundingMs = rig.now + HOUR;
    rig.on({
      type: 'ticker',
      instrument: INVERSE.id,
      time: rig.now,
      mark: 1250,
      fundingRate: 10_000,
      nextFundingMs,
    });
    expect(rig.pass(HOUR)).toMatchObject([{ type: 'funding', amount: -cash('0.0008'), currency: 'BTC' }]);
  });

  it('binds value / leverage in its base', () => {
    const rig = market(INVERSE, 1000, { cash: { BTC: cash('1') } });
    expect(rig.refusal(order({ quantity: 1_000_010 }))).toBe('insufficient-margin');
    rig.order(order({ quantity: 1_000_000 }));
    expect(venueAvailable(rig.venue, 'BTC')).toBe(0n);
  });
});

describe('spot', () => {
  const order = (more: Partial<OrderRequest>): Partial<OrderRequest> => ({ instrument: SPOT.id, ...more });

  it('is paid in full, and its fee is no part of that', () => {
    const rig = market(SPOT, 1000, { cash: { USDT: cash('100') }, fees: { maker: 0, taker: 100_000 } });
    expect(rig.refusal(order({ quantity: 1010 }))).toBe('insufficient-margin');
    expect(rig.refusal(order({ quantity: 1000 }))).toBe('accepted');
  });

  it('sells what is held and no more, all open sells together', () => {
    const rig = market(SPOT, 1000);
    expect(rig.refusal(order({ side: 'sell' }))).toBe('insufficient-balance');
    rig.order(order({ quantity: 2000 }));
    rig.pass();
    rig.order(order({ side: 'sell', type: 'limit', price: 1100, quantity: 1500 }));
    rig.pass();
    expect(rig.refusal(order({ side: 'sell', quantity: 510 }))).toBe('insufficient-balance');
    rig.order(order({ side: 'sell', quantity: 500 }));
    expect(told(rig.pass())).toContain('sell 500 @ 1000 taker');
  });

  // https://www.bybit.com/en/help-center/article?language=en_US&id=000001175: who buys 0.5 BTC at 0.1 % pays 0.0005 BTC
  // and receives 0.4995, who sells for 20,000 USDT pays 20 USDT.
  it('moves the two currencies themselves, and takes its fee from what comes in', () => {
    const rig = market(SPOT, 1000, { cash: { USDT: cash('100') }, fees: { maker: 0, taker: 100_000 } });
    rig.order(order({ quantity: 500 }));
    expect(rig.pass()[0]).toMatchObject({ fee: cash('0.0005'), feeCurrency: 'BTC' });
    const { cash: wallet, house } = rig.venue.books;
    expect(wallet).toEqual({ USDT: cash('50'), BTC: cash('0.4995') });
    expect(house.counterparty).toMatchObject({ USDT: cash('50'), BTC: -cash('0.5') });
    expect(house.fees).toMatchObject({ BTC: cash('0.0005') });
    // Lots of 0.01: 0.49 can be sold, 0.0095 stays, each at 100.0 a coin.
    const position = rig.venue.books.instruments[SPOT.id]?.positions.net;
    expect(position).toEqual({ quantity: 490, remnant: cash('0.0095'), cost: cash('49.95') });
    expect(venueSnapshot(rig.venue, rig.now).positions).toMatchObject([{ quantity: 490, entryPrice: 1000 }]);
    expect(rig.refusal(order({ side: 'sell', quantity: 500 }))).toBe('insufficient-balance');
    rig.order(order({ side: 'sell', quantity: 490 }));
    expect(rig.pass()[0]).toMatchObject({ fee: cash('0.049'), feeCurrency: 'USDT' });
    expect(wallet).toEqual({ USDT: cash('98.951'), BTC: cash('0.0095') });
    expect(position).toEqual({ quantity: 0, remnant: cash('0.0095'), cost: cash('0.95') });
  });

  it('pays a rebate in the other currency, and lots that remnants add up to can be sold', () => {
    const rig = market(SPOT, 1000, { cash: { USDT: cash('1000') }, fees: { maker: 0, taker: -2_000_000 } });
    rig.order(order({ quantity: 500 }));
    expect(rig.pass()[0]).toMatchObject({ fee: -cash('1'), feeCurrency: 'USDT' });
    rig.order(order({ side: 'sell', quantity: 500 }));
    expect(rig.pass()[0]).toMatchObject({ fee: -cash('0.01'), feeCurrency: 'BTC' });
    // Worth 1.0 where it came in.
    const position = rig.venue.books.instruments[SPOT.id]?.positions.net;
    expect(position).toEqual({ quantity: 10, remnant: 0n, cost: cash('1') });
  });

  it('realizes its gain and is never liquidated', () => {
    const rig = market(SPOT, 1000, { cash: { USDT: cash('100') } });
    rig.order(order({ quantity: 1000 }));
    rig.pass();
    expect(moveTo(rig, SPOT, 5)).toEqual([]);
    rig.order(order({ side: 'sell', quantity: 1000 }));
    rig.pass();
    expect(rig.cash).toBe(cash('0.5'));
  });
});

describe('hedge legs', () => {
  it('are positions of their own, and their contracts are all the counterparty has', () => {
    const rig = market(INVERSE, 1000);
    rig.venue.books.positionMode = 'hedge';
    rig.order({ instrument: INVERSE.id, leg: 'long', quantity: 3000 });
    rig.order({ instrument: INVERSE.id, leg: 'short', side: 'sell', quantity: 2000 });
    rig.pass();
    const books = rig.venue.books.instruments[INVERSE.id];
    expect([books?.positions.long?.quantity, books?.positions.short?.quantity]).toEqual([3000, -2000]);
    expect(books?.counterparty).toBe(-1000);
    // A buy of the short leg can only reduce it.
    rig.order({ instrument: INVERSE.id, leg: 'short', side: 'buy', quantity: 5000 });
    rig.pass();
    expect(books?.positions.short?.quantity).toBe(0);
  });
});

describe('auto-deleveraging', () => {
  it('closes part of a winner at the price of a bankrupt one, without a fee, and says so', () => {
    const rig = market(INVERSE, 1000, { fees: { maker: 0, taker: 55_000 } });
    rig.order({ instrument: INVERSE.id, quantity: 3000 });
    rig.pass();
    const deed = { instrument: INVERSE.id, leg: 'net', quantity: 1000, price: 1250 } as const;
    expect(autoDeleverage(rig.venue, deed, rig.now)).toBe(1000);
    expect(rig.pass()).toMatchObject([
      { type: 'fill', side: 'sell', quantity: 1000, price: 1250, fee: 0n, cause: 'deleverage', leg: 'net' },
    ]);
    expect(autoDeleverage(rig.venue, { ...deed, quantity: 9000 }, rig.now)).toBe(2000);
    expect(autoDeleverage(rig.venue, deed, rig.now)).toBe(0);
  });
});

describe('a delisting', () => {
  it('cancels orders and settles what is held at the last valuation, without a fee', () => {
    const rig = market(INVERSE, 1000, { fees: { maker: 0, taker: 55_000 } });
    rig.order({ instrument: INVERSE.id, quantity: 3000 });
    rig.order({ instrument: INVERSE.id, type: 'limit', price: 900, quantity: 3000 });
    rig.pass();
    moveTo(rig, INVERSE, 1250);
    defineInstrument(rig.venue, { ...INVERSE, status: 'delisted' }, rig.now);
    const outputs = rig.pass();
    expect(told(outputs)).toEqual(['order-2 cancelled 0: BTCUSD is delisted', 'sell 3000 @ 1250 taker']);
    expect(outputs[1]).toMatchObject({ fee: 0n, cause: 'settlement' });
    expect(rig.refusal({ instrument: INVERSE.id })).toBe('not-trading');
  });
});
