import { describe, expect, it } from 'vitest';
import {
  createAtr,
  createMacd,
  createMfi,
  createPercentile,
  createRealizedVolatility,
  createRsi,
  createSessionVwap,
  createStochastic,
  createVpin,
  createVwap,
  pushAtr,
  pushMfi,
  pushRealizedVolatility,
  pushRsi,
  pushSessionVwap,
  pushStochastic,
  pushVpin,
  pushVwap,
  quantileOf,
  startSession,
  typicalPrice,
} from '../../src/indicators/index.ts';
import { restoreInto } from '../../src/sdk/index.ts';
import { EVERY, numbersOf, OF_BARS, OF_BOOKS, OF_PRICES, OF_VOLUME, type Sample } from './every.ts';

const sample = (close: number): Sample => ({ high: close + 2, low: close - 1, close, volume: 3 });

const input = expect.objectContaining({ code: 'BOTRC_INDICATOR_INPUT' }) as Error;
const withPeriod = Object.entries(EVERY).filter(([name]) => name !== 'obv' && name !== 'sessionVwap');

describe.each(Object.entries(EVERY))('%s', (_, { make, push }) => {
  it('is a plain record: a clone, and one restored in place, go on as the original does', () => {
    const [original, restored] = [make(5), make(5)];
    for (let i = 0; i < 13; i++) push(original as never, sample(100 + Math.sin(i)));
    const clone = structuredClone(original);
    restoreInto(restored, original);
    for (let i = 13; i < 60; i++) {
      const next = sample(100 + Math.sin(i));
      const answer = push(original as never, next);
      expect(push(clone as never, next)).toEqual(answer);
      expect(push(restored as never, next)).toEqual(answer);
    }
  });

  it('does not grow', () => {
    const state = make(5);
    const size = (): number => JSON.stringify(state, (_key, x) => (typeof x === 'number' ? 0 : x)).length;
    for (let i = 0; i < 50; i++) push(state as never, sample(100 + (i % 7)));
    const before = size();
    for (let i = 0; i < 5000; i++) push(state as never, sample(100 + (i % 7)));
    expect(size()).toBe(before);
  });

  it('answers in the end', () => {
    const state = make(5);
    let last: unknown;
    for (let i = 0; i < 40; i++) last = push(state as never, sample(100 + 3 * Math.sin(i)));
    expect(numbersOf(last).length).toBeGreaterThan(0);
    expect(numbersOf(last).every(Number.isFinite)).toBe(true);
  });
});

describe.each(Object.entries({ ...OF_PRICES, ...OF_BARS }))('%s', (_, { make, push }) => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e101])(
    'refuses %s and stays as it was',
    (x) => {
      const state = make(5);
      for (let i = 0; i < 8; i++) push(state as never, sample(100 + i));
      const before = structuredClone(state);
      expect(() => push(state as never, { ...sample(100), close: x })).toThrow(input);
      expect(state).toEqual(before);
    },
  );
});

describe.each(Object.entries(OF_BARS))('%s', (_, { make, push }) => {
  it('refuses a bar with its high below its low', () => {
    const state = make(5);
    expect(() => push(state as never, { high: 1, low: 2, close: 1, volume: 1 })).toThrow(input);
    expect(state).toEqual(make(5));
  });
});

describe.each(Object.entries(OF_VOLUME))('%s', (_, { make, push }) => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
    'refuses a volume of %s and stays as it was',
    (volume) => {
      const state = make(5);
      for (let i = 0; i < 8; i++) push(state as never, sample(100 + i));
      const before = structuredClone(state);
      expect(() => push(state as never, { ...sample(100), volume })).toThrow(input);
      expect(state).toEqual(before);
    },
  );
});

describe.each(withPeriod)('create %s', (name, { make }) => {
  it.each([0, -1, 1.5, Number.NaN, 100_001])('refuses a period of %s', (period) => {
    expect(() => make(period), name).toThrow(input);
  });
});

describe('create', () => {
  it('refuses a MACD whose fast average is not the shorter, and a bucket without volume', () => {
    expect(() => createMacd(26, 12)).toThrow(input);
    expect(() => createMacd(12, 12)).toThrow(input);
    expect(() => createVpin(0)).toThrow(input);
    expect(() => quantileOf(createPercentile(3), 1.1)).toThrow(input);
  });

  it('covers every indicator that is pushed something', () => {
    expect(Object.keys(OF_BOOKS)).toEqual(['orderFlow']);
    expect(Object.keys(EVERY)).toHaveLength(26);
  });
});

describe('what has no meaning is undefined', () => {
  it('an RSI of a price that never moved', () => {
    const rsi = createRsi(3);
    expect([7, 7, 7, 7, 7].map((x) => pushRsi(rsi, x))).toEqual(Array(5).fill(undefined));
    expect(pushRsi(rsi, 8)).toBe(100);
  });

  it('a VWAP without volume', () => {
    const vwap = createVwap(2);
    expect([1, 2, 3].map((x) => pushVwap(vwap, x, 0))).toEqual([undefined, undefined, undefined]);
    expect(pushVwap(vwap, 4, 5)?.middle).toBe(4);
  });

  it('a stochastic oscillator of one price, a money flow of nothing', () => {
    const [stochastic, mfi] = [createStochastic(2, 1, 1), createMfi(2)];
    const still = { high: 5, low: 5, close: 5, volume: 0 };
    for (let i = 0; i < 5; i++) {
      expect(pushStochastic(stochastic, still)).toBeUndefined();
      expect(pushMfi(mfi, still)).toBeUndefined();
    }
    expect(pushStochastic(stochastic, { high: 7, low: 5, close: 6 })).toEqual({ k: 50, d: 50 });
  });

  it('a return from nothing, which is refused', () => {
    const volatility = createRealizedVolatility(2);
    expect(() => pushRealizedVolatility(volatility, 0)).toThrow(input);
    expect(() => pushRealizedVolatility(volatility, -1)).toThrow(input);
  });
});

describe('sessions', () => {
  it('a session VWAP forgets the session before', () => {
    const vwap = createSessionVwap();
    pushSessionVwap(vwap, 10, 1);
    expect(pushSessionVwap(vwap, 20, 3)?.middle).toBe(17.5);
    startSession(vwap);
    expect(pushSessionVwap(vwap, 40, 0)).toBeUndefined();
    expect(pushSessionVwap(vwap, 40, 2)).toEqual({ middle: 40, upper: 40, lower: 40, sigma: 0 });
  });
});

describe('bars', () => {
  it('ATR counts a gap from the previous close', () => {
    const atr = createAtr(1);
    pushAtr(atr, { high: 10, low: 9, close: 10 });
    expect(pushAtr(atr, { high: 21, low: 20, close: 20 })).toBe(11);
    expect(pushAtr(atr, { high: 6, low: 5, close: 5 })).toBe(15);
  });

  it('the EMA flavour of ATR follows faster', () => {
    const [wilder, ema] = [createAtr(5), createAtr(5, 'ema')];
    let last: (number | undefined)[] = [];
    for (const close of [10, 10, 10, 10, 10, 10, 50])
      last = [pushAtr(wilder, sample(close)), pushAtr(ema, sample(close))];
    expect(last[1]).toBeGreaterThan(last[0] as number);
  });

  it('the typical price is the mean of high, low and close', () => {
    expect(typicalPrice({ high: 12, low: 6, close: 9 })).toBe(9);
  });
});

describe('VPIN', () => {
  it('fills as many buckets as a trade is large, and takes no longer for a giant one', () => {
    const vpin = createVpin(10, 2);
    expect(pushVpin(vpin, { side: 'buy', quantity: 5 })).toBeUndefined();
    expect(pushVpin(vpin, { side: 'sell', quantity: 5 })).toBeUndefined();
    // The second bucket is all sold: (0 + 1) / 2.
    expect(pushVpin(vpin, { side: 'sell', quantity: 10 })).toBe(0.5);
    expect(pushVpin(vpin, { side: 'buy', quantity: 1e15 + 3 })).toBe(1);
    expect(vpin.filled).toBe(3);
  });
});
