import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookFill, entryPrice, unrealized } from '../../src/core/portfolio/booking.ts';
import { createPosition } from '../../src/core/portfolio/position.ts';
import { notional } from '../../src/sdk/index.ts';
import { applyExecution } from '../../src/sim/account/position.ts';
import { BTC, cash } from './harness.ts';
import { ledgerProperty } from './ledger-property.ts';

const KEY = { account: 'main', instrument: 'BTCUSDT', leg: 'net', owner: 's1' } as const;

describe('the ledger of a linear position', () => {
  it('books a round trip to the last unit', () => {
    const position = createPosition(KEY);
    expect(bookFill(position, BTC, 'buy', 300_000, 500, 1)).toBe(0n);
    expect(entryPrice(position, BTC)).toBe(300_000);
    expect(unrealized(position, BTC, 301_000)).toBe(cash('50'));
    expect(bookFill(position, BTC, 'sell', 301_000, 500, 2)).toBe(cash('50'));
    expect([position.quantity, position.cost]).toEqual([0, 0n]);
  });

  it('turns a long into a short in one fill: the rest opens at the fill price', () => {
    const position = createPosition(KEY);
    bookFill(position, BTC, 'buy', 300_000, 100, 1);
    expect(bookFill(position, BTC, 'sell', 310_000, 300, 2)).toBe(cash('100'));
    expect(position.quantity).toBe(-200);
    expect(entryPrice(position, BTC)).toBe(310_000);
    expect(position.openedMs).toBe(2);
  });

  it('books every fill as the simulated venue does, to the last unit of cash', () => {
    const fills = fc.array(
      fc.record({
        side: fc.constantFrom('buy' as const, 'sell' as const),
        price: fc.integer({ min: 1, max: 2_000_000 }),
        quantity: fc.integer({ min: 1, max: 5_000 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(fills, (list) => {
        const ours = createPosition(KEY);
        const theirs = { quantity: 0, cost: 0n };
        for (const { side, price, quantity } of list) {
          const realized = applyExecution(theirs, BTC, side, price, quantity);
          expect(bookFill(ours, BTC, side, price, quantity, 1)).toBe(realized);
          expect(ours.quantity).toBe(theirs.quantity);
        }
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });

  it('agrees with an independent account of cash and contracts over random fills', () => {
    const fills = fc.array(
      fc.record({
        side: fc.constantFrom('buy' as const, 'sell' as const),
        price: fc.integer({ min: 1, max: 2_000_000 }),
        quantity: fc.integer({ min: 1, max: 5_000_000 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(fills, fc.integer({ min: 1, max: 2_000_000 }), (list, mark) => {
        const position = createPosition(KEY);
        let paid = 0n;
        let contracts = 0;
        for (const { side, price, quantity } of list) {
          bookFill(position, BTC, side, price, quantity, 1);
          const value = notional(price, quantity, BTC.priceScale, BTC.quantityScale);
          paid += side === 'buy' ? value : -value;
          contracts += side === 'buy' ? quantity : -quantity;
        }
        // What the position is worth at the mark, less what went out for it, is all there is to gain: no cent is
        // made or lost by how it is split into realized and unrealized.
        const worth = notional(mark, contracts, BTC.priceScale, BTC.quantityScale);
        expect(position.quantity).toBe(contracts);
        expect(position.realized + unrealized(position, BTC, mark)).toBe(worth - paid);
        if (contracts === 0) expect(position.cost).toBe(0n);
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
});

describe('the ledger of an account', () => {
  it('equals an independent oracle to the last unit: linear, inverse, spot; fees, funding, flips; both modes', () => {
    fc.assert(ledgerProperty, { numRuns: 1_000, seed: 7 });
  });
});
