import { describe, expect, it } from 'vitest';
import type { Bar, BookUpdate, MarketEvent, Trade } from '../../src/sdk/index.ts';
import type { Listing, SyntheticMarket } from '../../src/sim/index.ts';
import {
  BOOK_DEPTH,
  bookSnapshot,
  createMarket,
  currentTicker,
  historyBefore,
  leapMarket,
  stepMarket,
} from '../../src/sim/index.ts';
import { INSTRUMENT, T0 } from './venue-kit.ts';

const MINUTE = 60_000;
const BTC: Listing = {
  instrument: { ...INSTRUMENT, priceScale: 2, tick: 10, lot: 1, minQuantity: 1 },
  startPrice: 6_500_000,
};
const ETH: Listing = { instrument: { ...BTC.instrument, id: 'ETHUSDT' }, startPrice: 340_000 };

const open = (seed: string | number = 7, instruments = [BTC, ETH]): SyntheticMarket =>
  createMarket({ seed, instruments, startMs: T0 });

/** Every event of so many steps, a second each unless told otherwise. */
function live(market: SyntheticMarket, steps: number, stepMs = 1000): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (let i = 0; i < steps; i++) events.push(...stepMarket(market, market.timeMs + stepMs));
  return events;
}

const of = <T extends MarketEvent['type']>(
  events: MarketEvent[],
  type: T,
  instrument = BTC.instrument.id,
): Extract<MarketEvent, { type: T }>[] =>
  events.filter(
    (e): e is Extract<MarketEvent, { type: T }> => e.type === type && e.instrument === instrument,
  );

const returns = (bars: readonly { close: number }[]): number[] =>
  bars.slice(1).map((bar, i) => Math.log(bar.close / (bars[i]?.close ?? bar.close)));

describe('the synthetic market', () => {
  it('is the same for equal seeds and equal steps, and another for another seed', () => {
    expect(live(open(7), 200)).toEqual(live(open(7), 200));
    expect(live(open(8), 200)).not.toEqual(live(open(7), 200));
  });

  it('is one plain record: a copy goes on alike', () => {
    const market = open();
    live(market, 90);
    const copy = structuredClone(market);
    expect(live(copy, 90)).toEqual(live(market, 90));
  });

  it('gives an instrument the same life whoever else is listed', () => {
    expect(of(live(open(7, [BTC]), 60), 'trade')).toEqual(of(live(open(7), 60), 'trade'));
  });

  it('must start at a whole minute and on the tick', () => {
    const refused = (where: string): unknown =>
      expect.objectContaining({ code: 'BOTRC_SIM_CONFIG', detail: expect.objectContaining({ where }) });
    expect(() => createMarket({ seed: 1, instruments: [BTC], startMs: T0 + 1 })).toThrow(refused('startMs'));
    expect(() => open(1, [{ ...BTC, startPrice: 6_500_001 }])).toThrow(refused('BTCUSDT startPrice'));
  });

  it('stays within reach of its start for days, whatever the seed', () => {
    for (const seed of ['a', 'b', 'c']) {
      const bars = of(live(open(seed, [BTC]), 5 * 24 * 60, MINUTE), 'bar');
      const closes = bars.map((bar) => bar.close / BTC.startPrice);
      expect(Math.min(...closes)).toBeGreaterThan(0.5);
      expect(Math.max(...closes)).toBeLessThan(2);
    }
  });

  it('has volatility that clusters: large moves follow large ones', () => {
    const squares = returns(of(live(open(3, [BTC]), 5000, MINUTE), 'bar')).map((r) => r * r);
    const mean = squares.reduce((a, b) => a + b, 0) / squares.length;
    const spread = squares.reduce((sum, s) => sum + (s - mean) ** 2, 0);
    const together = squares.slice(1).reduce((sum, s, i) => sum + (s - mean) * ((squares[i] ?? 0) - mean), 0);
    expect(together / spread).toBeGreaterThan(0.05);
  });

  it('turns against its history at the start, so that averages soon cross', () => {
    for (let seed = 1; seed <= 20; seed++) expect(firstCross(seed)).toBeLessThanOrEqual(20);
  });

  it('knows prices of one tick: a cheap instrument never falls to nothing', () => {
    const cheap = { ...BTC, startPrice: 30, volatility: 0.05 };
    const market = open(5, [cheap]);
    for (const event of live(market, 600)) {
      const prices = event.type === 'trade' ? [event.price] : event.type === 'bar' ? [event.low] : [];
      for (const price of prices) expect(price).toBeGreaterThanOrEqual(10);
    }
    const book = bookSnapshot(market, BTC.instrument.id);
    expect(book?.bids.length).toBeGreaterThan(0);
    expect(book?.asks.length).toBe(2 * BOOK_DEPTH);
  });
});

/** The minute in which a fast and a slow average of some instrument cross for the first time after the start. */
function firstCross(seed: number): number {
  const market = open(seed);
  const averages = [BTC, ETH].map((listing) => {
    const first = historyBefore(seed, listing, T0, 100).close;
    const state = { id: listing.instrument.id, fast: first[0] ?? 0, slow: first[0] ?? 0, above: false };
    const add = (close: number): boolean => {
      state.fast += (close - state.fast) * (2 / 10);
      state.slow += (close - state.slow) * (2 / 22);
      const before = state.above;
      state.above = state.fast > state.slow;
      return state.above !== before;
    };
    for (const close of first) add(close);
    return { id: state.id, add };
  });
  for (let minute = 1; minute <= 60; minute++)
    for (const event of stepMarket(market, T0 + minute * MINUTE))
      if (event.type === 'bar' && averages.find((a) => a.id === event.instrument)?.add(event.close))
        return minute;
  return 60;
}

describe('its book', () => {
  it('has 50 levels a side on tick and lot, a spread of a few ticks, and follows from its changes', () => {
    const market = open();
    const sides = { bids: new Map<number, number>(), asks: new Map<number, number>() };
    const apply = (update: BookUpdate): void => {
      for (const side of ['bids', 'asks'] as const)
        for (let i = 0; i < update[side].length; i += 2) {
          const [price = 0, size = 0] = update[side].slice(i, i + 2);
          expect(price % BTC.instrument.tick).toBe(0);
          if (size === 0) expect(sides[side].delete(price)).toBe(true);
          else sides[side].set(price, size);
        }
    };
    const first = bookSnapshot(market, BTC.instrument.id);
    if (first) apply(first);
    let before = first?.update ?? 0;
    for (const update of of(live(market, 600), 'book')) {
      apply(update);
      expect(update.update).toBe(before + 1);
      before = update.update;
      expect([sides.bids.size, sides.asks.size]).toEqual([BOOK_DEPTH, BOOK_DEPTH]);
      const spread = Math.min(...sides.asks.keys()) - Math.max(...sides.bids.keys());
      expect(spread).toBeGreaterThan(0);
      expect(spread).toBeLessThanOrEqual(30 * BTC.instrument.tick);
      expect(update.bids.length + update.asks.length).toBeLessThan(300);
    }
    const whole = bookSnapshot(market, BTC.instrument.id);
    const flat = (side: Map<number, number>, up: boolean): number[] =>
      [...side].sort(([a], [b]) => (up ? a - b : b - a)).flat();
    expect(whole).toMatchObject({
      bids: flat(sides.bids, false),
      asks: flat(sides.asks, true),
      update: before,
    });
  });
});

describe('its trades and bars', () => {
  it('trades come in order of time, numbered, in whole lots', () => {
    const trades = of(live(open(), 300), 'trade');
    expect(trades.map((trade) => Number(trade.id))).toEqual(trades.map((_, i) => i + 1));
    const times = trades.map((trade) => trade.time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const { quantity, price } of trades) {
      expect(quantity).toBeGreaterThanOrEqual(BTC.instrument.minQuantity);
      expect(price % BTC.instrument.tick).toBe(0);
    }
  });

  it.each([250, 1000, 7000, 90_000])('a bar is what its trades say, in steps of %i ms', (stepMs) => {
    const events = live(open(), Math.ceil((20 * MINUTE) / stepMs), stepMs);
    const trades = of(events, 'trade');
    const bars = of(events, 'bar');
    expect(bars.map((bar) => bar.openMs)).toEqual(bars.map((_, i) => T0 + i * MINUTE));
    expect(bars.length).toBeGreaterThanOrEqual(20);
    for (const bar of bars) {
      const own = trades.filter((trade) => trade.time > bar.openMs && trade.time <= bar.time);
      expect(bar).toMatchObject(own.length > 0 ? barOf(own) : { volume: 0, open: bar.close, high: bar.low });
    }
  });

  it('a ticker tells the last trade, mark and index near it, and the next funding', () => {
    const market = open();
    const events = live(market, 120);
    const ticker = currentTicker(market, BTC.instrument.id);
    const last = of(events, 'trade').at(-1)?.price ?? 0;
    expect(ticker?.last).toBe(last);
    for (const price of [ticker?.mark ?? 0, ticker?.index ?? 0])
      expect(Math.abs(price / last - 1)).toBeLessThan(0.01);
    expect((ticker?.nextFundingMs ?? 0) % BTC.instrument.fundingIntervalMs).toBe(0);
    expect(ticker?.nextFundingMs).toBeGreaterThan(market.timeMs);
    expect(of(events, 'ticker').at(-1)).toEqual(ticker);
  });
});

function barOf(trades: readonly Trade[]): Partial<Bar> {
  const prices = trades.map((trade) => trade.price);
  return {
    ...{ open: prices[0] ?? 0, close: prices.at(-1) ?? 0 },
    ...{ high: Math.max(...prices), low: Math.min(...prices) },
    volume: trades.reduce((sum, trade) => sum + trade.quantity, 0),
  };
}

describe('its history', () => {
  const history = historyBefore(7, BTC, T0, 3000);

  it('ends at the start, at exactly the start price, without a gap', () => {
    expect(history.close.at(-1)).toBe(BTC.startPrice);
    expect(history.openMs).toEqual(history.openMs.map((_, i) => T0 - (3000 - i) * MINUTE));
    for (const [i, open] of history.open.entries()) {
      if (i > 0) expect(open).toBe(history.close[i - 1]);
      expect(history.high[i]).toBeGreaterThanOrEqual(Math.max(open, history.close[i] ?? 0));
      expect(history.low[i]).toBeLessThanOrEqual(Math.min(open, history.close[i] ?? 0));
    }
  });

  it('moves as much as the live market does', () => {
    const size = (list: readonly number[]): number =>
      Math.sqrt(list.reduce((sum, r) => sum + r * r, 0) / list.length);
    const past = size(returns(history.close.map((close) => ({ close }))));
    const present = size(returns(of(live(open(7, [BTC]), 3000, MINUTE), 'bar')));
    expect(past / present).toBeGreaterThan(0.5);
    expect(past / present).toBeLessThan(2);
  });
});

describe('a leap', () => {
  it('goes on at a later whole minute with whole bars; the minutes between never were', () => {
    const market = open(7, [BTC]);
    live(market, 90);
    leapMarket(market, T0 + 10 * MINUTE + 12_345);
    expect(market.timeMs).toBe(T0 + 10 * MINUTE);
    const [bar] = of(live(market, 60), 'bar');
    expect(bar?.openMs).toBe(T0 + 10 * MINUTE);
    leapMarket(market, T0);
    expect(market.timeMs).toBe(T0 + 11 * MINUTE);
  });
});
