import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notional } from '../../src/sdk/index.ts';
import { applyExecution, entryPrice, type Position } from '../../src/sim/account/position.ts';
import type { VenueConfig } from '../../src/sim/index.ts';
import {
  restoreVenue,
  skipFunding,
  venueAvailable,
  venueEquity,
  venueSnapshot,
} from '../../src/sim/index.ts';
import { INSTRUMENT, PLAIN, told, usdt, VenueRig } from './venue-kit.ts';

const HOUR = 3_600_000;

function market(config: ConstructorParameters<typeof VenueRig>[0] = {}): VenueRig {
  const rig = new VenueRig(config);
  rig.trade('buy', 1000, 10);
  rig.book([[1000, 900_000]], [[1005, 900_000]]);
  return rig;
}

describe('a position', () => {
  const flat = (): Position => ({ quantity: 0, cost: 0n });

  it('keeps its average entry price as exact cost', () => {
    const position = flat();
    applyExecution(position, INSTRUMENT, 'buy', 1000, 10);
    applyExecution(position, INSTRUMENT, 'buy', 1005, 20);
    expect(position).toEqual({ quantity: 30, cost: usdt('3.01') });
    expect(entryPrice(position, INSTRUMENT)).toBe(1003);
  });

  it('realizes proceeds minus the cost removed, which is in proportion and rounded down', () => {
    const position: Position = { quantity: 30, cost: 100n };
    expect(applyExecution(position, INSTRUMENT, 'sell', 1000, 10)).toBe(usdt('1') - 33n);
    expect(position).toEqual({ quantity: 20, cost: 67n });
  });

  it('turned around, realizes what is closed and begins anew with the rest', () => {
    const position = flat();
    applyExecution(position, INSTRUMENT, 'sell', 1000, 10);
    expect(applyExecution(position, INSTRUMENT, 'buy', 900, 30)).toBe(usdt('0.1'));
    expect(position).toEqual({ quantity: 20, cost: usdt('1.8') });
  });

  it('once flat has realized exactly the cash that flowed, whatever the way', () => {
    const execution = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      price: fc.integer({ min: 1, max: 100_000 }),
      quantity: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(execution, { minLength: 1, maxLength: 40 }), (executions) => {
        const position = flat();
        let realized = 0n;
        let flow = 0n;
        const book = (side: 'buy' | 'sell', price: number, quantity: number): void => {
          realized += applyExecution(position, INSTRUMENT, side, price, quantity);
          const value = notional(price, quantity, INSTRUMENT.priceScale, INSTRUMENT.quantityScale);
          flow += side === 'sell' ? value : -value;
          expect(position.cost >= 0n).toBe(true);
        };
        for (const { side, price, quantity } of executions) book(side, price, quantity);
        if (position.quantity !== 0)
          book(position.quantity > 0 ? 'sell' : 'buy', 777, Math.abs(position.quantity));
        expect(position).toEqual({ quantity: 0, cost: 0n });
        expect(realized).toBe(flow);
      }),
    );
  });
});

describe('cash', () => {
  it('pays the taker fee for taking and the maker fee for making, a negative one being a rebate', () => {
    const rig = market({ fees: { maker: -10_000, taker: 55_000 } });
    rig.order({});
    expect(rig.pass()[0]).toMatchObject({ fee: usdt('0.055275'), feeCurrency: 'USDT', liquidity: 'taker' });
    expect(rig.cash).toBe(usdt('10000') - usdt('0.055275'));
    rig.order({ type: 'limit', side: 'sell', price: 1010 });
    rig.pass();
    expect(rig.trade('buy', 1015, 5000)[0]).toMatchObject({ fee: -usdt('0.0101'), liquidity: 'maker' });
    expect(rig.cash).toBe(usdt('10000') + usdt('0.5') - usdt('0.055275') + usdt('0.0101'));
  });

  it('makes equity with what closing at the mark price would bring, the last price standing in for it', () => {
    const rig = market();
    rig.order({ quantity: 10_000 });
    rig.pass();
    expect(venueEquity(rig.venue, 'USDT')).toBe(usdt('9995'));
    rig.ticker({ mark: 1105 });
    expect(venueEquity(rig.venue, 'USDT')).toBe(usdt('10100'));
    expect(venueAvailable(rig.venue, 'USDT')).toBe(usdt('10100') - usdt('100.5'));
  });
});

describe('funding', () => {
  const dueMs = 1_700_035_200_000;
  const rate = 10_000;

  function holding(side: 'buy' | 'sell'): VenueRig {
    const rig = market();
    rig.order({ side, quantity: 10_000 });
    rig.pass();
    rig.ticker({ mark: 1000, fundingRate: rate, nextFundingMs: dueMs });
    return rig;
  }

  it('is paid by longs and received by shorts at its time, on the mark price', () => {
    const long = holding('buy');
    expect(long.pass(dueMs - long.now - 1)).toEqual([]);
    expect(long.pass(1)).toMatchObject([
      { type: 'funding', amount: -usdt('0.1'), rate, leg: 'net', currency: 'USDT', time: dueMs },
    ]);
    expect(long.cash).toBe(usdt('10000') - usdt('0.1'));
    const short = holding('sell');
    expect(short.pass(dueMs - short.now)).toMatchObject([{ amount: usdt('0.1') }]);
  });

  it('is booked once for each interval, though the ticker repeats the old time or leaps to the new', () => {
    const rig = holding('buy');
    rig.pass(dueMs - rig.now);
    expect(rig.ticker({ mark: 1000, fundingRate: rate, nextFundingMs: dueMs })).toEqual([]);
    expect(rig.ticker({ mark: 1000, fundingRate: rate, nextFundingMs: dueMs + 8 * HOUR })).toEqual([]);
    expect(rig.pass(8 * HOUR)).toHaveLength(1);
  });

  it('is booked when a ticker has left it behind already, by a venue whose clock is ahead', () => {
    const rig = holding('buy');
    expect(rig.ticker({ mark: 1000, fundingRate: rate, nextFundingMs: dueMs + 8 * HOUR })).toHaveLength(1);
    expect(rig.pass(dueMs - rig.now + 1)).toEqual([]);
  });

  it('concerns only what is held at its time', () => {
    const rig = holding('buy');
    rig.order({ side: 'sell', quantity: 10_000, reduceOnly: true });
    rig.pass();
    expect(rig.pass(dueMs - rig.now)).toEqual([]);
  });

  it('of an outage is charged afterwards, or skipped where the venue counts as closed', () => {
    const away = (rig: VenueRig): VenueRig => {
      const books = structuredClone(rig.venue.books);
      rig.now = dueMs + 10 * HOUR;
      const back = new VenueRig();
      Object.assign(back, { venue: restoreVenue(PLAIN, books), now: rig.now });
      return back;
    };
    const charged = away(holding('buy'));
    expect(charged.pass()).toEqual([]);
    expect(told(charged.ticker({ mark: 1000 }))).toEqual([
      `funding ${-usdt('0.1')}`,
      `funding ${-usdt('0.1')}`,
    ]);
    const closed = away(holding('buy'));
    skipFunding(closed.venue, closed.now);
    expect(closed.ticker({ mark: 1000 })).toEqual([]);
  });
});

describe('the books', () => {
  function busy(): VenueRig {
    const rig = market({
      latency: {
        order: { model: 'uniform', minMs: 50, maxMs: 70 },
        cancel: { model: 'uniform', minMs: 0, maxMs: 20 },
      },
    });
    rig.order({ quantity: 400 });
    rig.order({ type: 'limit', price: 990 });
    rig.pass(100);
    rig.order({ type: 'stop-market', side: 'sell', triggerPrice: 950, quantity: 400, reduceOnly: true });
    return rig;
  }

  it('hold everything that a restored venue needs; the market comes anew from the feeds', () => {
    const rig = busy();
    const before = venueSnapshot(rig.venue, rig.now);
    const venue = restoreVenue(PLAIN, structuredClone(rig.venue.books));
    expect(venueSnapshot(venue, rig.now)).toEqual(before);
    expect(before.orders.map((order) => order.clientOrderId)).toEqual(['order-2', 'order-3']);
    expect(before.positions).toMatchObject([{ quantity: 400, entryPrice: 1005 }]);
  });

  it('are refused where they are of another account or layout', () => {
    const { books } = busy().venue;
    const refused = expect.objectContaining({ code: 'BOTRC_SIM_BOOKS' });
    expect(() => restoreVenue({ ...PLAIN, account: 'other' }, books)).toThrow(refused);
    expect(() => restoreVenue(PLAIN, { ...books, format: 2 as 1 })).toThrow(refused);
  });

  it('let a market order that was under way wait for the first book after a restart', () => {
    const rig = busy();
    rig.order({ clientOrderId: 'waiting', quantity: 100 });
    const back = new VenueRig();
    Object.assign(back, { venue: restoreVenue(PLAIN, structuredClone(rig.venue.books)), now: rig.now });
    expect(told(back.pass(1000))).toEqual(['order-3 working 0', 'waiting working 0']);
    expect(told(back.book([[1100, 500]], [[1105, 500]]))).toEqual([
      'buy 100 @ 1105 taker',
      'waiting filled 100',
    ]);
  });

  it.each<[Partial<VenueConfig>, string]>([
    [{ leverage: 1.5 }, 'leverage'],
    [{ slippageTicks: -1 }, 'slippageTicks'],
    [
      { latency: { order: { model: 'fixed', ms: 0 }, cancel: { model: 'fixed', ms: 0.5 } } },
      'latency.cancel',
    ],
    [{ partialFills: { probability: 2, minFraction: 0 } }, 'partialFills.probability'],
  ])('are not opened with %o', (config, where) => {
    expect(() => new VenueRig(config)).toThrow(
      expect.objectContaining({ code: 'BOTRC_SIM_CONFIG', detail: expect.objectContaining({ where }) }),
    );
  });
});
