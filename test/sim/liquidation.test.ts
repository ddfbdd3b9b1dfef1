import { describe, expect, it } from 'vitest';
import type { Instrument, OrderRequest } from '../../src/sdk/index.ts';
import { leverageTiers, liquidationPrice, rateFromFraction } from '../../src/sdk/index.ts';
import { maintenanceRequired, restoreVenue, venueEquity } from '../../src/sim/index.ts';
import { INSTRUMENT, INVERSE, PLAIN, told, usdt, VenueRig } from './venue-kit.ts';

/** Prices in tenths: 10000 is 1000.0. Maintenance 1 % (half the initial rate of 50 times). */
function market(
  config: ConstructorParameters<typeof VenueRig>[0] = {},
  instrument: Partial<Instrument> = {},
): VenueRig {
  const rig = new VenueRig({ cash: { USDT: usdt('1000') }, ...config }, instrument);
  rig.ticker({ last: 10_000, mark: 10_000 });
  rig.book([[10_000, 900_000]], [[10_000, 900_000]]);
  return rig;
}
const open = (rig: VenueRig, quantity: number, side: OrderRequest['side'] = 'buy'): void => {
  rig.order({ quantity, side, clientOrderId: `entry-${side}` });
  rig.pass();
};
const house = (rig: VenueRig): bigint => {
  const { fees, counterparty, insurance } = rig.venue.books.house;
  return (fees.USDT ?? 0n) + (counterparty.USDT ?? 0n) + (insurance.USDT ?? 0n);
};

describe('cross margin', () => {
  it('liquidates where equity is no more than the maintenance margin, and not a unit before', () => {
    const rig = market();
    // 10 contracts from 1000.0 with 1000 USDT: (10000 - 1000) / (10 x 0.99) = 909.0909.
    open(rig, 10_000);
    const holding = { quantity: 10_000, cost: usdt('10000') };
    expect(liquidationPrice(INSTRUMENT, holding, usdt('1000'))).toBe(9091);
    expect(told(rig.ticker({ mark: 9091 }))).toEqual([]);
    // The bankruptcy price of 900.0 is what it is closed at; the wallet is empty.
    expect(told(rig.ticker({ mark: 9090 }))).toEqual(['sell 10000 @ 9000 taker']);
    expect(rig.cash).toBe(0n);
    // The insurance fund sold at 909.0 what it had taken at 900.0.
    expect(rig.venue.books.house.insurance.USDT).toBe(usdt('90'));
    expect(rig.cash + house(rig)).toBe(usdt('1000'));
  });

  it('takes the liquidation fee out of what is left', () => {
    const rig = market({ liquidationFee: rateFromFraction(0.005) });
    open(rig, 10_000);
    const [fill] = rig.ticker({ mark: 9090 });
    // 0.5 % of 9090 are 45.45: closed at 904.5, which leaves 45 for a fee of 45.225 at that price.
    expect(fill).toMatchObject({ type: 'fill', price: 9046, cause: 'liquidation', leg: 'net' });
    expect(rig.venue.books.house.fees.USDT).toBe(usdt('45.23'));
    expect(rig.cash).toBe(usdt('0.77'));
  });

  it('cancels every order of the currency first, those on their way too', () => {
    const rig = market({ latency: { ...PLAIN.latency, order: { model: 'fixed', ms: 100 } } });
    rig.order({ quantity: 9000, clientOrderId: 'entry' });
    rig.pass(100);
    rig.order({ type: 'limit', price: 8000, quantity: 100, clientOrderId: 'resting' });
    rig.pass(100);
    rig.order({ type: 'limit', price: 8000, quantity: 100, clientOrderId: 'travelling' });
    expect(told(rig.ticker({ mark: 8900 }))).toEqual([
      'resting cancelled 0: cancelled: the margin is below what positions must keep',
      'travelling rejected 0: cancelled: the margin is below what positions must keep',
      'sell 9000 @ 8889 taker',
    ]);
  });

  it('leaves a short at the mirrored price', () => {
    const rig = market();
    open(rig, 10_000, 'sell');
    expect(told(rig.ticker({ mark: 10_890 }))).toEqual([]);
    expect(told(rig.ticker({ mark: 10_900 }))).toEqual(['buy 10000 @ 11000 taker']);
    expect(rig.cash).toBe(0n);
  });

  it('beyond the bankruptcy price costs the insurance fund, and then the counterparty: the account owes nothing', () => {
    const rig = market({ insurance: { USDT: usdt('300') } });
    open(rig, 10_000);
    rig.ticker({ mark: 8500 });
    // Closed at 900.0, sold at 850.0: 500 are missing, 300 of them insured.
    expect(rig.cash).toBe(0n);
    expect(rig.venue.books.house.insurance.USDT).toBe(0n);
    expect(rig.venue.books.house.counterparty.USDT).toBe(usdt('1300'));
  });

  it('cuts a position of a higher tier down into the tier below, and stops where that is enough', () => {
    const tiers = leverageTiers([
      { maxNotional: usdt('5000'), maxLeverage: 50, maintenanceRate: rateFromFraction(0.01) },
      { maxNotional: usdt('50000'), maxLeverage: 20, maintenanceRate: rateFromFraction(0.05) },
    ]);
    const rig = market({}, { tiers });
    open(rig, 10_000);
    // At 930.0: equity 300, maintenance 9300 x 5 % - 200 = 265. At 926.0: 260 and 263.
    expect(told(rig.ticker({ mark: 9300 }))).toEqual([]);
    expect(told(rig.ticker({ mark: 9260 }))).toEqual(['sell 4610 @ 9260 taker']);
    expect(rig.position).toBe(5390);
    expect(venueEquity(rig.venue, 'USDT')).toBe(usdt('260'));
    expect(maintenanceRequired(rig.venue, 'USDT')).toBe(usdt('49.9114'));
  });

  it('refuses what the tiers do not admit at the leverage', () => {
    const tiers = leverageTiers([
      { maxNotional: usdt('5000'), maxLeverage: 50, maintenanceRate: rateFromFraction(0.01) },
      { maxNotional: usdt('50000'), maxLeverage: 5, maintenanceRate: rateFromFraction(0.1) },
    ]);
    const rig = market({ cash: { USDT: usdt('10000') } }, { tiers });
    expect(rig.refusal({ quantity: 5010 })).toBe('risk-limit');
    expect(rig.refusal({ quantity: 5000 })).toBe('accepted');
  });

  it('closes the heaviest of several positions at the mark first, and keeps the rest where it can', () => {
    const rig = market();
    rig.venue.books.positionMode = 'hedge';
    rig.order({ leg: 'long', quantity: 9000 });
    rig.order({ leg: 'short', side: 'sell', quantity: 900 });
    rig.pass();
    const outputs = told(rig.ticker({ mark: 8850 }));
    expect(outputs).toEqual(['sell 9000 @ 8850 taker']);
    expect(rig.venue.books.instruments[INSTRUMENT.id]?.positions.short?.quantity).toBe(-900);
  });
});

describe('isolated margin', () => {
  it('loses no more than the margin of the position', () => {
    const rig = market({ marginMode: 'isolated', cash: { USDT: usdt('5000') } });
    open(rig, 10_000);
    // Margin 1000 of 10000: as if the wallet held no more.
    expect(told(rig.ticker({ mark: 9091 }))).toEqual([]);
    expect(told(rig.ticker({ mark: 8500 }))).toEqual(['sell 10000 @ 9000 taker']);
    expect(rig.cash).toBe(usdt('4000'));
  });

  it('lets no gain stand for another position', () => {
    const rig = market({ marginMode: 'isolated', cash: { USDT: usdt('1000') } });
    open(rig, 9000);
    rig.ticker({ mark: 20_000 });
    expect(rig.refusal({ quantity: 2000 })).toBe('insufficient-margin');
  });
});

describe('an inverse position', () => {
  it.each([
    ['buy', 9182, 9181],
    ['sell', 10_999, 11_000],
  ] as const)('of a %s is liquidated in its base', (side, before, at) => {
    const rig = new VenueRig({ cash: { BTC: usdt('0.1') } }, INVERSE);
    rig.on({ type: 'ticker', instrument: INVERSE.id, time: rig.now, last: 10_000, mark: 10_000 });
    const book = { bids: [10_000, 90_000_000], asks: [10_000, 90_000_000] };
    rig.on({ type: 'book', instrument: INVERSE.id, time: rig.now, kind: 'snapshot', update: 1, ...book });
    rig.order({ instrument: INVERSE.id, side, quantity: 1_000_000 });
    rig.pass();
    const mark = (price: number): string[] =>
      told(rig.on({ type: 'ticker', instrument: INVERSE.id, time: rig.now, mark: price }));
    expect(mark(before)).toEqual([]);
    expect(mark(at)).toHaveLength(1);
    expect(rig.venue.books.cash.BTC! >= 0n).toBe(true);
  });
});

describe('inside a bar', () => {
  function held(): VenueRig {
    const rig = new VenueRig({ cash: { USDT: usdt('1000') } });
    rig.bar(0, 10_000, 10_000, 10_000, 10_000);
    rig.order({ quantity: 10_000 });
    rig.bar(1, 10_000, 10_000, 10_000, 10_000);
    return rig;
  }

  it('the path reaches the liquidation price although the bar closes far from it', () => {
    const rig = held();
    expect(told(rig.bar(2, 10_000, 10_000, 9091, 9990))).toEqual([]);
    expect(told(rig.bar(3, 9990, 9990, 9090, 9990))).toEqual(['sell 10000 @ 9000 taker']);
  });

  it('a stop on the way to it comes first, one behind it is too late', () => {
    const stop = { type: 'stop-market', side: 'sell', quantity: 10_000, reduceOnly: true } as const;
    const rig = held();
    rig.order({ ...stop, triggerPrice: 9200 });
    expect(told(rig.bar(2, 10_000, 10_000, 8900, 9000))).toContain('sell 10000 @ 9200 taker');
    const late = held();
    late.order({ ...stop, triggerPrice: 9050, clientOrderId: 'late' });
    expect(told(late.bar(2, 10_000, 10_000, 8900, 9000)).slice(1)).toEqual([
      'late cancelled 0: cancelled: the margin is below what positions must keep',
      'sell 10000 @ 9000 taker',
    ]);
  });

  it('a gap over it liquidates at the open, before any order', () => {
    const rig = held();
    rig.order({ type: 'stop-market', side: 'sell', quantity: 10_000, triggerPrice: 9500, reduceOnly: true });
    expect(told(rig.bar(2, 8800, 8900, 8700, 8900))).toContain('sell 10000 @ 9000 taker');
  });

  it('has nothing to say where a mark price is known', () => {
    const rig = held();
    rig.ticker({ mark: 9950 });
    expect(told(rig.bar(2, 10_000, 10_000, 8000, 9990))).toEqual([]);
  });
});

describe('books of before there was an insurance fund', () => {
  it('get an empty one', () => {
    const rig = market();
    const { insurance: _, ...older } = rig.venue.books.house;
    const books = { ...structuredClone(rig.venue.books), house: older };
    const restored = restoreVenue(PLAIN, books as typeof rig.venue.books);
    expect(restored.books.house.insurance).toEqual({});
  });
});
