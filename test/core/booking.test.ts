import { describe, expect, it } from 'vitest';
import { bookFee, bookFill, entryPrice, unrealized } from '../../src/core/portfolio/booking.ts';
import {
  completePosition,
  createPosition,
  isDust,
  type Position,
} from '../../src/core/portfolio/position.ts';
import type { Fill } from '../../src/sdk/index.ts';
import { cash, INVERSE, LINEAR, SPOT } from '../sdk/instruments.ts';

const KEY = { account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 's1' } as const;

describe('the time at which a position was opened', () => {
  const at = (...fills: readonly ['buy' | 'sell', number][]): number => {
    const position = createPosition(KEY);
    for (const [i, [side, quantity]] of fills.entries())
      bookFill(position, LINEAR, side, 2_000_000, quantity, i + 1);
    return position.openedMs;
  };

  it('is that of its first fill, whatever is added or taken off', () => {
    expect(at(['buy', 5])).toBe(1);
    expect(at(['buy', 5], ['buy', 5])).toBe(1);
    expect(at(['buy', 5], ['sell', 3])).toBe(1);
    expect(at(['sell', 5], ['sell', 3], ['buy', 1])).toBe(1);
    expect(at(['buy', 5], ['sell', 5])).toBe(1);
  });

  it('is that of the fill that turned it over, or opened it again', () => {
    expect(at(['buy', 5], ['sell', 8])).toBe(2);
    expect(at(['sell', 5], ['buy', 8])).toBe(2);
    expect(at(['buy', 5], ['sell', 5], ['buy', 1])).toBe(3);
  });
});

describe('an inverse fill that turns a position over', () => {
  it('values what it closes by itself, and opens with the rest of the one rounded number', () => {
    const position = createPosition(KEY);
    bookFill(position, INVERSE, 'buy', 2_000_000, 3, 1);
    // 3 / 20,000 in, 3 / 70,001 out; 7 / 70,001 in all, each to 10^-12.
    const realized = bookFill(position, INVERSE, 'sell', 7_000_100, 7, 2);
    expect(realized).toBe(150_000_000n - 42_856_531n);
    expect(position.cost).toBe(-99_998_571n + 42_856_531n);
  });
});

describe('spot and its fees', () => {
  const fillOf = (over: Partial<Fill>): Fill =>
    ({
      type: 'fill',
      side: 'buy',
      price: 2_000_000,
      quantity: 1_000,
      fee: 0n,
      feeCurrency: 'USDT',
      ...over,
    }) as Fill;
  const bought = (quantity = SPOT.lot * 1_000): Position => {
    const position = createPosition({ ...KEY, instrument: SPOT.id });
    bookFill(position, SPOT, 'buy', 2_000_000, quantity, 1);
    return position;
  };

  it('in the settle currency are fees and leave what is held alone', () => {
    const position = bought();
    const { quantity } = position;
    expect(bookFee(position, SPOT, fillOf({ fee: cash('2') }))).toBe(cash('2'));
    expect([position.fees, position.quantity, position.remnant]).toEqual([cash('2'), quantity, undefined]);
  });

  it('in another currency are kept by it, and add up', () => {
    const position = bought();
    for (const fee of [cash('1'), cash('2')]) {
      expect(bookFee(position, SPOT, fillOf({ fee, feeCurrency: 'MNT' }))).toBeUndefined();
    }
    expect(position.otherFees).toEqual(new Map([['MNT', cash('3')]]));
    expect(position.fees).toBe(0n);
  });

  it('of a contract in its base are kept by it too', () => {
    const position = createPosition(KEY);
    bookFill(position, LINEAR, 'buy', 2_000_000, 1_000, 1);
    expect(bookFee(position, LINEAR, fillOf({ fee: 1n, feeCurrency: 'BTC' }))).toBeUndefined();
    expect([position.quantity, position.otherFees]).toEqual([1_000, new Map([['BTC', 1n]])]);
  });

  it('in the base leave less of it: a remnant below a lot that is sold with no lot, but is worth something', () => {
    const position = bought();
    const lots = position.quantity;
    // A fee of half a lot.
    const halfLot = (cash('1') * BigInt(SPOT.lot)) / 10n ** BigInt(SPOT.quantityScale) / 2n;
    const before = position.cost;
    const worth = bookFee(position, SPOT, fillOf({ fee: halfLot, feeCurrency: SPOT.base }));
    expect([position.quantity, position.remnant]).toEqual([lots - SPOT.lot, halfLot]);
    expect([position.fees, position.cost]).toEqual([worth, before - (worth ?? 0n)]);
    expect(entryPrice(position, SPOT)).toBe(2_000_000);
    // All of it at twice the price gains what it cost.
    expect(unrealized(position, SPOT, 4_000_000)).toBe(position.cost);
    bookFill(position, SPOT, 'sell', 2_000_000, position.quantity, 2);
    expect([position.quantity, position.remnant]).toEqual([0, halfLot]);
    expect(position.cost).toBe(worth);
    expect(entryPrice(position, SPOT)).toBeUndefined();
  });
});

describe('dust', () => {
  const instrument = { lot: 10, minQuantity: 30 } as typeof LINEAR;

  it.each([
    [0, false],
    [1, true],
    [29, true],
    [30, false],
    [39, false],
    [-29, true],
    [-30, false],
  ])('%s is dust: %s', (quantity, dust) => {
    expect(isDust({ quantity }, instrument)).toBe(dust);
  });

  it('is what is left of whole lots', () => {
    expect(isDust({ quantity: 35 }, { ...instrument, minQuantity: 31 })).toBe(true);
  });
});

describe('a position that an older version saved', () => {
  it('gets what has been added since, and its plan too where it has one', () => {
    const { taken: _t, refusedTargets: _r, enteredMs: _e, ...older } = createPosition(KEY);
    const plan = { stop: 1, targets: [] };
    const bare = completePosition(older as unknown as Position);
    expect(bare).toEqual(createPosition(KEY));
    expect(bare.refusedTargets).toEqual([]);
    const planned = completePosition({ ...older, quantity: 3, plan } as unknown as Position);
    expect([planned.quantity, planned.plan]).toMatchObject([3, { ...plan, breakEven: 'off', distance: 0 }]);
  });
});
