import { describe, expect, it } from 'vitest';
import {
  createAtr,
  createBollinger,
  createEma,
  createRma,
  createRsi,
  createSma,
  createVwap,
  pushAtr,
  pushBollinger,
  pushEma,
  pushRma,
  pushRsi,
  pushSma,
  pushVwap,
  typicalPrice,
} from '../../src/indicators/index.ts';
import { restoreInto } from '../../src/sdk/index.ts';

const bar = (close: number): { high: number; low: number; close: number } => ({
  high: close + 2,
  low: close - 1,
  close,
});

/** Every indicator, as a way to make one and a way to push a number into it. */
const ALL = {
  sma: { make: () => createSma(5), push: (s: object, x: number) => pushSma(s as never, x) },
  ema: { make: () => createEma(5), push: (s: object, x: number) => pushEma(s as never, x) },
  rma: { make: () => createRma(5), push: (s: object, x: number) => pushRma(s as never, x) },
  atr: { make: () => createAtr(5), push: (s: object, x: number) => pushAtr(s as never, bar(x)) },
  atrEma: { make: () => createAtr(5, 'ema'), push: (s: object, x: number) => pushAtr(s as never, bar(x)) },
  rsi: { make: () => createRsi(5), push: (s: object, x: number) => pushRsi(s as never, x) },
  bollinger: { make: () => createBollinger(5), push: (s: object, x: number) => pushBollinger(s as never, x) },
  vwap: { make: () => createVwap(5), push: (s: object, x: number) => pushVwap(s as never, x, 3) },
} as const;

const input = expect.objectContaining({ code: 'BOTRC_INDICATOR_INPUT' }) as Error;

describe.each(Object.entries(ALL))('%s', (_, { make, push }) => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e101])(
    'refuses %s and stays as it was',
    (x) => {
      const state = make();
      for (let i = 0; i < 8; i++) push(state, 100 + i);
      const before = structuredClone(state);
      expect(() => push(state, x)).toThrow(input);
      expect(state).toEqual(before);
    },
  );

  it('is a plain record: a clone, and one restored in place, go on as the original does', () => {
    const [original, restored] = [make(), make()];
    for (let i = 0; i < 13; i++) push(original, 100 + Math.sin(i));
    const clone = structuredClone(original);
    restoreInto(restored, original);
    for (let i = 13; i < 60; i++) {
      const answer = push(original, 100 + Math.sin(i));
      expect(push(clone, 100 + Math.sin(i))).toEqual(answer);
      expect(push(restored, 100 + Math.sin(i))).toEqual(answer);
    }
  });
});

describe.each([
  ['sma', createSma],
  ['ema', createEma],
  ['rma', createRma],
  ['atr', createAtr],
  ['rsi', createRsi],
  ['bollinger', createBollinger],
  ['vwap', createVwap],
] as const)('create %s', (_, create) => {
  it.each([0, -1, 1.5, Number.NaN, 100_001])('refuses a period of %s', (period) => {
    expect(() => create(period)).toThrow(input);
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
});

describe('bars', () => {
  it('ATR refuses a bar with its high below its low, VWAP a negative volume', () => {
    expect(() => pushAtr(createAtr(2), { high: 1, low: 2, close: 1 })).toThrow(input);
    expect(() => pushVwap(createVwap(2), 1, -1)).toThrow(input);
  });

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
      last = [pushAtr(wilder, bar(close)), pushAtr(ema, bar(close))];
    expect(last[1]).toBeGreaterThan(last[0] as number);
  });

  it('the typical price is the mean of high, low and close', () => {
    expect(typicalPrice({ high: 12, low: 6, close: 9 })).toBe(9);
  });
});
