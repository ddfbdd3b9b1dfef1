import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinal, nextState, type OrderState, type OrderTrigger } from '../../src/core/orders/machine.ts';

const STATES: OrderState[] = [
  'pending',
  'unknown',
  'working',
  'partial',
  'filled',
  'cancelled',
  'rejected',
  'expired',
];
const WORDS: OrderTrigger[] = ['lost', 'work', 'part', 'cancel', 'reject', 'expire'];

describe('the life of an order', () => {
  it('ends as filled once its fills are complete, whatever else was said before', () => {
    for (const state of STATES) expect(nextState(state, 'complete')).toBe('filled');
  });

  it('never leaves filled', () => {
    for (const word of [...WORDS, 'complete'] as const) expect(nextState('filled', word)).toBe('filled');
  });

  it('never comes back from a final state to a living one', () => {
    for (const state of STATES.filter(isFinal)) {
      for (const word of WORDS) expect(isFinal(nextState(state, word))).toBe(true);
    }
  });

  it('counts an order whose send was lost as unknown, but not one the venue has spoken of', () => {
    expect(nextState('pending', 'lost')).toBe('unknown');
    expect(nextState('working', 'lost')).toBe('working');
  });

  it('ends the same for any order of arrival of a final word and fills', () => {
    const words = fc.shuffledSubarray<OrderTrigger>(['work', 'part', 'part', 'complete', 'cancel', 'lost'], {
      minLength: 6,
    });
    fc.assert(
      fc.property(words, (order) => {
        expect(order.reduce<OrderState>(nextState, 'pending')).toBe('filled');
      }),
    );
    const without = fc.shuffledSubarray<OrderTrigger>(['work', 'part', 'cancel', 'lost'], { minLength: 4 });
    fc.assert(
      fc.property(without, (order) => {
        expect(order.reduce<OrderState>(nextState, 'pending')).toBe('cancelled');
      }),
    );
  });
});
