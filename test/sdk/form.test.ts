import { describe, expect, it } from 'vitest';
import { formFlaw, type OrderForm, type OrderType, type TimeInForce } from '../../src/sdk/index.ts';

const LEVELS = {
  market: {},
  limit: { price: 100 },
  'stop-market': { triggerPrice: 100 },
  'stop-limit': { price: 100, triggerPrice: 99 },
  'take-profit': { triggerPrice: 100 },
  'trailing-stop': { trailBy: 5 },
} as const;
const TYPES = Object.keys(LEVELS) as OrderType[];
const TIMES: readonly TimeInForce[] = ['gtc', 'ioc', 'fok', 'post-only'];

function order(type: OrderType, rest: Partial<OrderForm> = {}): OrderForm {
  const timeInForce = type === 'market' ? 'ioc' : 'gtc';
  return { type, side: 'buy', quantity: 1, timeInForce, reduceOnly: false, ...LEVELS[type], ...rest };
}

describe('the form of an order', () => {
  it.each(TYPES)('of type %s is sound with exactly the levels it needs', (type) => {
    expect(formFlaw(order(type))).toBeUndefined();
    for (const field of ['price', 'triggerPrice', 'trailBy'] as const) {
      const needs = Object.hasOwn(LEVELS[type], field);
      const { [field]: _, ...without } = order(type);
      if (needs) expect(formFlaw(without as OrderForm)).toBe(`a ${type} order needs a ${field}`);
      else if (!(type === 'take-profit' && field === 'price'))
        expect(formFlaw(order(type, { [field]: 7 }))).toBe(`a ${type} order has no ${field}`);
    }
  });

  it('of a take-profit may have a limit, of a trailing stop a price at which it begins', () => {
    expect(formFlaw(order('take-profit', { price: 100 }))).toBeUndefined();
    expect(formFlaw(order('trailing-stop', { activationPrice: 100 }))).toBeUndefined();
    expect(formFlaw(order('stop-market', { activationPrice: 100 }))).toMatch('no activationPrice');
  });

  it('takes these times in force and no others', () => {
    const taken = TYPES.map((type) => [
      type,
      TIMES.filter((t) => !formFlaw(order(type, { timeInForce: t }))),
    ]);
    expect(Object.fromEntries(taken)).toEqual({
      market: ['ioc', 'fok'],
      limit: ['gtc', 'ioc', 'fok', 'post-only'],
      'stop-market': ['gtc', 'ioc'],
      'stop-limit': ['gtc', 'ioc', 'fok', 'post-only'],
      'take-profit': ['gtc', 'ioc', 'fok'],
      'trailing-stop': ['gtc', 'ioc'],
    });
    expect(formFlaw(order('take-profit', { price: 100, timeInForce: 'post-only' }))).toBeUndefined();
  });

  it('closes on a trigger only what reduces and has one', () => {
    const closing = { closeOnTrigger: true } as const;
    expect(formFlaw(order('stop-market', closing))).toBe('close-on-trigger goes with reduce-only');
    expect(formFlaw(order('stop-market', { ...closing, reduceOnly: true }))).toBeUndefined();
    expect(formFlaw(order('limit', { ...closing, reduceOnly: true }))).toMatch('waits for no trigger');
  });

  it.each([
    ['another type', { type: 'iceberg' }],
    ['a type that every object has', { type: 'constructor' }],
    ['another side', { side: 'long' }],
    ['no time in force', { timeInForce: 'day' }],
    ['a size that is not whole', { quantity: 1.5 }],
    ['no size', { quantity: 0 }],
    ['a price that is no number', { type: 'limit', price: Number.NaN, timeInForce: 'gtc' }],
  ])('is refused for %s', (_, rest) => {
    expect(formFlaw({ ...order('market'), ...rest } as OrderForm)).toBeDefined();
  });
});
