import { describe, expect, it } from 'vitest';
import type { Instrument, OrderRequest, Outcome } from '../../src/sdk/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  defineInstrument,
  findVenueOrder,
  nextDueMs,
  RECENT_ORDERS,
  setVenueLeverage,
  setVenuePositionMode,
  submitOrder,
  venueExecutionsSince,
  venueSnapshot,
} from '../../src/sim/index.ts';
import { INSTRUMENT, told, usdt, VenueRig } from './venue-kit.ts';

function market(
  config: ConstructorParameters<typeof VenueRig>[0] = {},
  instrument: Partial<Instrument> = {},
): VenueRig {
  const rig = new VenueRig(config, instrument);
  rig.trade('buy', 1000, 10);
  rig.book([[995, 50_000]], [[1000, 50_000]]);
  return rig;
}

const BTC = INSTRUMENT.id;
const limit = (side: 'buy' | 'sell', price: number): Partial<OrderRequest> => ({
  type: 'limit',
  side,
  price,
});
const codeOf = (outcome: Outcome): string => (outcome.kind === 'accepted' ? 'accepted' : outcome.code);

describe('a submit is turned away', () => {
  const cases: [string, Partial<OrderRequest>, string][] = [
    ['for another account', { account: 'other' }, 'unknown-account'],
    ['of an instrument that is not listed', { instrument: 'NOSUCH' }, 'unknown-instrument'],
    ['of a name that every object has', { instrument: 'constructor' }, 'unknown-instrument'],
    ['with an id no venue takes', { clientOrderId: 'a b' }, 'bad-client-order-id'],
    ['of a type it does not know', { type: 'iceberg' as 'limit' }, 'order-type'],
    ['of a hedge leg in one-way mode', { leg: 'long' }, 'position-leg'],
    ['of nothing', { quantity: 0 }, 'quantity'],
    ['of a quantity off the lot', { quantity: 1005 }, 'quantity'],
    ['of a fraction of a unit', { quantity: 10.5 }, 'quantity'],
    ['of more than a market order may have', { quantity: 100_010 }, 'quantity'],
    ['without the price it needs', { type: 'limit' }, 'price'],
    ['with a price it cannot have', { price: 1000 }, 'price'],
    ['at a price off the tick', limit('buy', 991), 'price'],
    ['at a price of zero', limit('buy', 0), 'price'],
    ['without the trigger it needs', { type: 'stop-market' }, 'trigger-price'],
    ['with a trigger off the tick', { type: 'stop-market', triggerPrice: 1011 }, 'trigger-price'],
    ['with a buy stop below the market', { type: 'stop-market', triggerPrice: 990 }, 'trigger-side'],
    ['with a sell stop above it', { type: 'stop-market', side: 'sell', triggerPrice: 1010 }, 'trigger-side'],
    ['with a buy profit above it', { type: 'take-profit', triggerPrice: 1010 }, 'trigger-side'],
    ['trailing without a distance', { type: 'trailing-stop', side: 'sell' }, 'trail'],
    ['trailing by less than a tick', { type: 'trailing-stop', side: 'sell', trailBy: 3 }, 'trail'],
    ['with a distance that it cannot use', { ...limit('buy', 990), trailBy: 5 }, 'trail'],
    [
      'trailing from a price that is behind the market',
      { type: 'trailing-stop', side: 'sell', trailBy: 10, activationPrice: 990 },
      'trigger-side',
    ],
    ['close-on-trigger without a position', { side: 'sell', closeOnTrigger: true }, 'reduce-only'],
    ['post-only without a limit', { timeInForce: 'post-only' }, 'time-in-force'],
    ['below the least value', { quantity: 40 }, 'min-notional'],
    ['reduce-only without a position', { side: 'sell', reduceOnly: true }, 'reduce-only'],
  ];
  it.each(cases)('%s', (_, order, code) => {
    expect(market().refusal(order)).toBe(code);
  });

  it('under an id that was used before, whatever became of it', () => {
    const rig = market({ latency: { order: { model: 'fixed', ms: 10 }, cancel: { model: 'fixed', ms: 0 } } });
    rig.order({ clientOrderId: 'twice' });
    expect(rig.refusal({ clientOrderId: 'twice' })).toBe('duplicate-client-order-id');
    rig.pass(10);
    expect(findVenueOrder(rig.venue, 'twice')?.status).toBe('filled');
    expect(rig.refusal({ clientOrderId: 'twice' })).toBe('duplicate-client-order-id');
  });

  it('where trading is halted', () => {
    expect(market({}, { status: 'halted' }).refusal({})).toBe('not-trading');
  });

  it('while there is no price at all', () => {
    expect(new VenueRig().refusal({})).toBe('no-price');
  });

  it('with a reason that names what was found and what is allowed', () => {
    const rig = market();
    const outcome = submitOrder(rig.venue, rig.request({ quantity: 1005 }), rig.now);
    expect(outcome).toMatchObject({ reason: 'quantity 1.005 is not a multiple of 0.01' });
  });

  it('and leaves no trace: the next order is what it would have been', () => {
    const latency = {
      order: { model: 'uniform', minMs: 5, maxMs: 1005 },
      cancel: { model: 'fixed', ms: 5 },
    } as const;
    const [rig, other] = [market({ latency }), market({ latency })];
    other.refusal({ quantity: 0 });
    rig.order({ clientOrderId: 'a' });
    other.order({ clientOrderId: 'a' });
    expect(other.venue.books).toEqual(rig.venue.books);
  });
});

describe('margin', () => {
  /** 10000 USDT at 10 times carry 100000 USDT of notional: 1000 contracts of 100. */
  const whole = 1_000_000;

  it('admits orders up to leverage times equity, the taker fee included', () => {
    const rig = market({ cash: { USDT: usdt('1000') } });
    expect(rig.refusal({ ...limit('buy', 1000), quantity: 100_010 })).toBe('insufficient-margin');
    expect(rig.refusal({ ...limit('buy', 1000), quantity: 100_000 })).toBe('accepted');
    const charged = market({ cash: { USDT: usdt('1000') }, fees: { maker: 0, taker: 55_000 } });
    expect(charged.refusal({ ...limit('buy', 1000), quantity: 100_000 })).toBe('insufficient-margin');
  });

  it('counts orders at work and orders on their way', () => {
    const rig = market({ latency: { order: { model: 'fixed', ms: 50 }, cancel: { model: 'fixed', ms: 0 } } });
    rig.order({ ...limit('buy', 1000), quantity: whole / 2 });
    rig.order({ ...limit('buy', 900), quantity: whole / 2 });
    expect(rig.refusal({ ...limit('buy', 900), quantity: whole / 10 })).toBe('insufficient-margin');
    rig.pass(50);
    expect(rig.refusal({ ...limit('buy', 900), quantity: whole / 10 })).toBe('insufficient-margin');
  });

  it('binds for the worse side alone, not for buys and sells together', () => {
    const rig = market();
    rig.order({ ...limit('buy', 990), quantity: whole });
    expect(rig.refusal({ ...limit('sell', 1000), quantity: whole })).toBe('accepted');
  });

  it('binds nothing for what closes a position, and for a flip only what goes beyond it', () => {
    const rig = market({ cash: { USDT: usdt('1000') } });
    rig.order({ quantity: 50_000 });
    rig.pass();
    expect(rig.refusal({ ...limit('sell', 1000), quantity: 150_010 })).toBe('insufficient-margin');
    expect(rig.refusal({ ...limit('sell', 1000), quantity: 150_000 })).toBe('accepted');
    expect(rig.refusal({ ...limit('sell', 1000), quantity: 50_000, reduceOnly: true })).toBe('accepted');
  });

  it('follows the leverage, which is refused where it no longer carries what is open', () => {
    const rig = market({ cash: { USDT: usdt('1000') } });
    rig.order({ ...limit('buy', 990), quantity: 100_000 });
    expect(codeOf(setVenueLeverage(rig.venue, BTC, 5))).toBe('insufficient-margin');
    expect(codeOf(setVenueLeverage(rig.venue, BTC, 51))).toBe('leverage');
    expect(codeOf(setVenueLeverage(rig.venue, BTC, 20))).toBe('accepted');
    expect(rig.refusal({ ...limit('buy', 990), quantity: 100_000 })).toBe('accepted');
  });
});

describe('latency', () => {
  it('brings an order to the market as it is then, not as it was', () => {
    const rig = market({
      latency: { order: { model: 'fixed', ms: 100 }, cancel: { model: 'fixed', ms: 0 } },
    });
    rig.order({});
    expect(nextDueMs(rig.venue)).toBe(rig.now + 100);
    rig.book([[1095, 5000]], [[1100, 5000]]);
    expect(told(rig.pass(98))).toEqual([]);
    expect(told(rig.pass(1))).toEqual(['buy 1000 @ 1100 taker', 'order-1 filled 1000']);
  });

  it('lets what was due happen before the event that comes later', () => {
    const rig = market({
      latency: { order: { model: 'fixed', ms: 100 }, cancel: { model: 'fixed', ms: 0 } },
    });
    const dueMs = rig.now + 100;
    rig.order({});
    rig.now += 500;
    const outputs = rig.book([[1095, 5000]], [[1100, 5000]]);
    expect(told(outputs)).toContain('buy 1000 @ 1000 taker');
    expect(outputs[0]).toMatchObject({ time: dueMs });
  });

  it('knows an order while it travels', () => {
    const rig = market({
      latency: { order: { model: 'fixed', ms: 100 }, cancel: { model: 'fixed', ms: 0 } },
    });
    const id = rig.order(limit('buy', 990));
    expect(findVenueOrder(rig.venue, id)).toMatchObject({ status: 'working', version: 0, filled: 0 });
    expect(venueSnapshot(rig.venue, rig.now).orders).toHaveLength(1);
  });

  it('scatters by the seed, and no order overtakes an earlier one', () => {
    const arrivals = (seed: number): number[] => {
      const rig = market({
        seed,
        latency: {
          order: { model: 'uniform', minMs: 10, maxMs: 510 },
          cancel: { model: 'uniform', minMs: 0, maxMs: 500 },
        },
      });
      for (let i = 0; i < 8; i++) rig.order(limit('buy', 900));
      return rig.venue.books.pending.map((action) => action.dueMs - rig.now);
    };
    expect(arrivals(1)).toEqual(arrivals(1));
    expect(arrivals(1)).not.toEqual(arrivals(2));
    expect(arrivals(1)).toEqual([...arrivals(1)].sort((a, b) => a - b));
  });
});

describe('a cancel', () => {
  const cancel = (rig: VenueRig, clientOrderId: string, instrument = BTC): Outcome =>
    cancelOrder(rig.venue, { instrument, clientOrderId }, rig.now);

  it('ends a working order', () => {
    const rig = market();
    const id = rig.order(limit('buy', 990));
    rig.pass();
    expect(codeOf(cancel(rig, id))).toBe('accepted');
    expect(told(rig.pass())).toEqual(['order-1 cancelled 0: cancelled by the client']);
    expect(codeOf(cancel(rig, id))).toBe('order-final');
  });

  it('is turned away for an order it does not know, or of another instrument', () => {
    const rig = market();
    const id = rig.order(limit('buy', 990));
    expect(codeOf(cancel(rig, 'never'))).toBe('unknown-order');
    expect(codeOf(cancel(rig, id, 'ETHUSDT'))).toBe('unknown-order');
  });

  it('may come too late, and then says nothing more', () => {
    const rig = market({
      latency: { order: { model: 'fixed', ms: 0 }, cancel: { model: 'fixed', ms: 100 } },
    });
    const id = rig.order(limit('buy', 990));
    rig.pass();
    cancel(rig, id);
    expect(told(rig.trade('sell', 985, 5000))).toContain('order-1 filled 1000');
    expect(rig.pass(100)).toEqual([]);
  });

  it('never arrives before the order it is about', () => {
    const rig = market({
      latency: { order: { model: 'fixed', ms: 100 }, cancel: { model: 'fixed', ms: 1 } },
    });
    cancel(rig, rig.order(limit('buy', 990)));
    expect(told(rig.pass(100))).toEqual([
      'order-1 working 0',
      'order-1 cancelled 0: cancelled by the client',
    ]);
  });
});

describe('an amend', () => {
  const amend = (
    rig: VenueRig,
    change: { quantity?: number; price?: number; triggerPrice?: number },
  ): string =>
    codeOf(amendOrder(rig.venue, { instrument: BTC, clientOrderId: 'order-1', ...change }, rig.now));

  function resting(): VenueRig {
    const rig = market({ cash: { USDT: usdt('100') } });
    rig.book([[990, 500]], [[1000, 50_000]]);
    rig.order(limit('buy', 990));
    rig.pass();
    return rig;
  }

  it('to a smaller quantity keeps the place in the queue', () => {
    const rig = resting();
    rig.trade('sell', 990, 500);
    expect(amend(rig, { quantity: 500 })).toBe('accepted');
    rig.pass();
    expect(told(rig.trade('sell', 990, 500))).toEqual(['buy 500 @ 990 maker', 'order-1 filled 500']);
  });

  it('to a larger quantity or another price goes to the end of it', () => {
    const rig = resting();
    rig.trade('sell', 990, 500);
    expect(amend(rig, { quantity: 2000 })).toBe('accepted');
    rig.pass();
    expect(told(rig.trade('sell', 990, 500))).toEqual([]);
  });

  it('to a price beyond the market takes', () => {
    const rig = resting();
    expect(amend(rig, { price: 1000 })).toBe('accepted');
    expect(told(rig.pass())).toEqual(['buy 1000 @ 1000 taker', 'order-1 filled 1000']);
  });

  it('to a price where it would take cancels a post-only order, which was working before', () => {
    const rig = market();
    rig.order({ ...limit('buy', 990), timeInForce: 'post-only' });
    rig.pass();
    expect(amend(rig, { price: 1000 })).toBe('accepted');
    expect(told(rig.pass())).toEqual([
      'order-1 cancelled 0: post-only: the order would have taken liquidity',
    ]);
  });

  it('moves the trigger of a stop', () => {
    const rig = market();
    rig.order({ type: 'stop-market', side: 'sell', triggerPrice: 950 });
    rig.pass();
    expect(amend(rig, { triggerPrice: 1005 })).toBe('trigger-side');
    expect(amend(rig, { triggerPrice: 980 })).toBe('accepted');
    rig.pass();
    expect(told(rig.trade('sell', 980, 1))).toContain('order-1 filled 1000');
  });

  it('is checked as a new order would be', () => {
    const rig = resting();
    expect(amend(rig, {})).toBe('unchanged');
    expect(amend(rig, { quantity: 1005 })).toBe('quantity');
    expect(amend(rig, { price: 991 })).toBe('price');
    expect(amend(rig, { triggerPrice: 1010 })).toBe('trigger-price');
    expect(amend(rig, { quantity: 10 })).toBe('min-notional');
    expect(amend(rig, { quantity: 20_000 })).toBe('insufficient-margin');
  });

  it('below what is filled by the time it arrives changes nothing', () => {
    const rig = resting();
    amend(rig, { quantity: 500 });
    expect(told(rig.trade('sell', 985, 600))).toEqual([
      'order-1 working 0',
      'buy 500 @ 990 maker',
      'order-1 filled 500',
    ]);
    const late = market({
      latency: { order: { model: 'fixed', ms: 100 }, cancel: { model: 'fixed', ms: 0 } },
    });
    late.order(limit('buy', 990));
    late.pass(100);
    amend(late, { quantity: 500 });
    late.trade('sell', 985, 600);
    expect(told(late.pass(100))).toEqual([]);
    expect(findVenueOrder(late.venue, 'order-1')).toMatchObject({ quantity: 1000, filled: 600 });
  });
});

describe('what the venue says of its orders', () => {
  it('has a version that rises by one with every word on an order', () => {
    const rig = market();
    rig.order(limit('buy', 990));
    const outputs = [...rig.pass(), ...rig.trade('sell', 985, 400), ...rig.trade('sell', 985, 600)];
    const versions = outputs.flatMap((output) => (output.type === 'order' ? [output.version] : []));
    expect(versions).toEqual([1, 2, 3]);
  });

  it('is found by client order id long after it is final, though not for ever', () => {
    const rig = market();
    const first = rig.order({ quantity: 100 });
    for (let i = 0; i < RECENT_ORDERS - 1; i++) {
      rig.order({ side: i % 2 === 0 ? 'sell' : 'buy', quantity: 100 });
    }
    advance(rig.venue, rig.now);
    expect(findVenueOrder(rig.venue, first)?.status).toBe('filled');
    rig.order({ quantity: 100 });
    rig.pass();
    expect(findVenueOrder(rig.venue, first)).toBeUndefined();
  });

  it('tells executions again from a moment on', () => {
    const rig = market();
    rig.order({ quantity: 100 });
    rig.pass();
    const second = rig.now + 1000;
    rig.now = second;
    rig.order({ quantity: 200 });
    rig.pass();
    expect(told(venueExecutionsSince(rig.venue, second))).toEqual(['buy 200 @ 1000 taker']);
    expect(venueExecutionsSince(rig.venue, 0)).toHaveLength(2);
  });
});

describe('position mode', () => {
  it('keeps two legs in hedge mode, each closed by the opposite side alone', () => {
    const rig = market();
    expect(codeOf(setVenuePositionMode(rig.venue, 'hedge'))).toBe('accepted');
    rig.order({ leg: 'long', quantity: 300 });
    rig.order({ leg: 'short', side: 'sell', quantity: 200 });
    rig.pass();
    expect(venueSnapshot(rig.venue, rig.now).positions).toMatchObject([
      { leg: 'long', quantity: 300, entryPrice: 1000 },
      { leg: 'short', quantity: -200, entryPrice: 995 },
    ]);
    rig.order({ leg: 'long', side: 'sell', quantity: 500 });
    expect(told(rig.pass())[0]).toBe('sell 300 @ 995 taker');
    expect(rig.refusal({ leg: 'long', side: 'sell' })).toBe('reduce-only');
  });

  it('changes only while nothing is open', () => {
    const rig = market();
    rig.order(limit('buy', 990));
    expect(codeOf(setVenuePositionMode(rig.venue, 'hedge'))).toBe('position-mode');
  });
});

describe('a listing', () => {
  it('may change its tick or be halted while orders stay', () => {
    const rig = market();
    const id = rig.order(limit('buy', 985));
    rig.pass();
    defineInstrument(rig.venue, { ...INSTRUMENT, tick: 10, status: 'halted' }, rig.now);
    expect(rig.refusal({})).toBe('not-trading');
    expect(findVenueOrder(rig.venue, id)?.status).toBe('working');
  });
});
