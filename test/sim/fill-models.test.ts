import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { amendOrder, cancelOrder, defineInstrument } from '../../src/sim/index.ts';
import { INSTRUMENT, PLAIN, T0, told, usdt, VenueRig } from './venue-kit.ts';

const limit = (side: 'buy' | 'sell', price: number, quantity = 1000): Partial<OrderRequest> => ({
  type: 'limit',
  side,
  price,
  quantity,
});

describe('matching against trades', () => {
  function market(config: ConstructorParameters<typeof VenueRig>[0] = {}): VenueRig {
    const rig = new VenueRig({ fillModel: 'trades', ...config });
    rig.trade('buy', 1000, 10);
    return rig;
  }

  it('lets a market order pay what takers of its side pay, no more at a time than they took', () => {
    const rig = market({ slippageTicks: 1 });
    rig.order({ quantity: 500 });
    expect(told(rig.pass())).toEqual(['order-1 working 0']);
    expect(told(rig.trade('sell', 995, 900))).toEqual([]);
    expect(told(rig.trade('buy', 1000, 300))).toEqual(['buy 300 @ 1005 taker', 'order-1 working 300']);
    expect(told(rig.trade('buy', 1010, 300))).toEqual(['buy 200 @ 1015 taker', 'order-1 filled 500']);
  });

  it('shares a print among takers in order of arrival', () => {
    const rig = market();
    rig.order({ quantity: 200 });
    rig.order({ quantity: 200 });
    rig.pass();
    expect(told(rig.trade('buy', 1000, 300))).toEqual([
      'buy 200 @ 1000 taker',
      'order-1 filled 200',
      'buy 100 @ 1000 taker',
      'order-2 working 100',
    ]);
  });

  it('fills a resting order only where a print goes through it, and from then on at its price', () => {
    const rig = market();
    rig.order(limit('buy', 990));
    rig.pass();
    expect(told(rig.trade('buy', 1000, 10))).toEqual([]);
    expect(told(rig.trade('sell', 990, 5000))).toEqual([]);
    expect(told(rig.trade('sell', 985, 300))).toEqual(['buy 300 @ 990 maker', 'order-1 working 300']);
    expect(told(rig.trade('sell', 990, 300))).toEqual(['buy 300 @ 990 maker', 'order-1 working 600']);
  });

  it('knows by a print of the other side that a limit below it cannot take', () => {
    const rig = market();
    rig.order({ ...limit('buy', 990), timeInForce: 'post-only' });
    rig.order({ ...limit('buy', 990), timeInForce: 'ioc' });
    rig.pass();
    expect(told(rig.trade('sell', 995, 10))).toEqual([
      'order-2 cancelled 0: the price is beyond the limit of the order',
    ]);
    expect(told(rig.trade('sell', 985, 1000))).toEqual(['buy 1000 @ 990 maker', 'order-1 filled 1000']);
  });

  it('holds to time in force at the first print that tells', () => {
    const rig = market();
    rig.order({ ...limit('buy', 1000), timeInForce: 'post-only' });
    rig.order({ ...limit('buy', 1000), timeInForce: 'fok' });
    rig.order({ ...limit('buy', 1000), timeInForce: 'ioc' });
    rig.pass();
    expect(told(rig.trade('buy', 1000, 400))).toEqual([
      'order-1 cancelled 0: post-only: the order would have taken liquidity',
      'order-2 cancelled 0: fill-or-kill: the whole quantity is not there',
      'buy 400 @ 1000 taker',
      'order-3 cancelled 400: the book holds no more within reach of the order',
    ]);
  });

  it('fires a stop by a print and lets it take from the next of its side', () => {
    const rig = market();
    rig.order({ type: 'stop-market', side: 'sell', triggerPrice: 990, quantity: 100 });
    rig.pass();
    expect(told(rig.trade('sell', 990, 50))).toEqual(['order-1 working 0']);
    expect(told(rig.trade('sell', 985, 500))).toEqual(['sell 100 @ 985 taker', 'order-1 filled 100']);
  });

  it('pays no heed to books and bars', () => {
    const rig = market();
    rig.book([[995, 5000]], [[1000, 5000]]);
    rig.order({});
    rig.order(limit('buy', 990));
    expect(told(rig.pass())).toEqual(['order-1 working 0', 'order-2 working 0']);
    expect(told(rig.bar(1, 1000, 1010, 900, 1000))).toEqual([]);
  });
});

describe('matching against bars alone', () => {
  it('pays no heed to books and trades', () => {
    const rig = new VenueRig({ fillModel: 'bars' });
    rig.bar(0, 1000, 1000, 1000, 1000);
    rig.order({});
    expect(told(rig.book([[995, 5000]], [[1000, 5000]]))).toEqual(['order-1 working 0']);
    expect(told(rig.trade('buy', 1000, 5000))).toEqual([]);
    expect(told(rig.bar(1, 1010, 1020, 990, 1015))).toContain('buy 1000 @ 1010 taker');
  });

  it.each([
    ['low-first', 'buy 1000 @ 1020 taker'],
    ['high-first', 'buy 1000 @ 960 maker'],
  ] as const)('goes %s where it is told to, whatever is held', (barPath, expected) => {
    const rig = new VenueRig({ barPath: barPath === 'low-first' ? 'high-first' : 'low-first' });
    rig.bar(0, 1000, 1000, 1000, 1000);
    rig.order({ side: 'sell', clientOrderId: 'entry' });
    rig.bar(1, 1000, 1000, 1000, 1000);
    rig.order({ ...limit('buy', 960), reduceOnly: true });
    rig.order({ type: 'stop-market', side: 'buy', triggerPrice: 1020, reduceOnly: true });
    expect(told(rig.bar(2, 1000, 1050, 950, 960))).toContain(expected);
  });
});

describe('the queue before a resting order', () => {
  /** A buy of 100 at 990, behind 600. */
  function queued(cancelsAhead?: number): VenueRig {
    const rig = new VenueRig({ ...(cancelsAhead !== undefined && { cancelsAhead }) });
    rig.trade('buy', 1000, 10);
    rig.book(
      [
        [995, 400],
        [990, 600],
      ],
      [[1000, 400]],
    );
    rig.order(limit('buy', 990, 100));
    rig.pass();
    return rig;
  }
  const ahead = (rig: VenueRig): number | undefined =>
    rig.venue.books.instruments[INSTRUMENT.id]?.orders[0]?.queueAhead;

  it('is what was displayed when it came, and what comes later stands behind', () => {
    const rig = queued();
    rig.delta([[990, 5000]], []);
    expect(ahead(rig)).toBe(600);
  });

  it('does not shrink by cancels, unless more is gone than can have stood behind', () => {
    const rig = queued();
    rig.delta([[990, 1000]], []);
    rig.delta([[990, 700]], []);
    expect(ahead(rig)).toBe(600);
    rig.delta([[990, 450]], []);
    expect(ahead(rig)).toBe(450);
  });

  it('shrinks by its share of the cancels, rounded down', () => {
    const rig = queued(0.25);
    rig.delta([[990, 1000]], []);
    rig.delta([[990, 899]], []);
    expect(ahead(rig)).toBe(575);
  });

  it('counts a shrinking that trades explain as trades, not as cancels', () => {
    const rig = queued(0.5);
    rig.trade('sell', 990, 200);
    expect(ahead(rig)).toBe(400);
    rig.delta([[990, 400]], []);
    expect(ahead(rig)).toBe(400);
    rig.delta([[990, 300]], []);
    expect(ahead(rig)).toBe(300);
  });

  it('does not count a trade twice that the displayed sizes show already', () => {
    const rig = queued();
    rig.delta([[990, 200]], []);
    expect(ahead(rig)).toBe(200);
    const late = { type: 'trade', id: 'late', side: 'sell', price: 990, quantity: 400 } as const;
    expect(told(rig.on({ ...late, instrument: INSTRUMENT.id, time: rig.now - 10 }))).toEqual([]);
    expect(ahead(rig)).toBe(200);
  });
});

describe('modelled extras of a market order (E-3)', () => {
  const extras = { volatile: 150_000, thin: 250_000, depthBelow: usdt('100') };

  it('while the book is thin within one per cent of its best price: 0.25 % of the price, up to a tick', () => {
    const rig = new VenueRig({ extras });
    rig.trade('buy', 10_000, 10);
    // 90 USDT at the best price; the rest lies more than one per cent away.
    rig.book(
      [[9_995, 90_000]],
      [
        [10_000, 90],
        [10_105, 90_000],
      ],
    );
    rig.order({ quantity: 50 });
    rig.order({ side: 'sell', quantity: 50 });
    expect(told(rig.pass())).toEqual([
      'buy 50 @ 10025 taker',
      'order-1 filled 50',
      'sell 50 @ 9995 taker',
      'order-2 filled 50',
    ]);
  });

  it('while the average range is above its 80th percentile: 0.15 %', () => {
    const rig = new VenueRig({ extras });
    for (let i = 0; i < 60; i++) rig.bar(i, 10_000, 10_010, 10_000, 10_000);
    rig.order({ quantity: 50 });
    expect(told(rig.bar(60, 10_000, 10_010, 10_000, 10_000))).toContain('buy 50 @ 10000 taker');
    for (let i = 61; i < 64; i++) rig.bar(i, 10_000, 10_200, 10_000, 10_000);
    rig.order({ quantity: 50 });
    expect(told(rig.bar(64, 10_000, 10_010, 10_000, 10_000))).toContain('buy 50 @ 10015 taker');
  });

  it('adds up with slippage ticks, and leaves limits alone', () => {
    const rig = new VenueRig({ extras, slippageTicks: 2 });
    rig.trade('buy', 10_000, 10);
    rig.book([[9_995, 90]], [[10_000, 90]]);
    rig.order({ quantity: 10 });
    rig.order(limit('buy', 10_000, 10));
    expect(told(rig.pass())).toContain('buy 10 @ 10035 taker');
    expect(rig.venue.books.recentExecutions.at(-1)).toMatchObject({ price: 10_000 });
  });
});

describe('a halt', () => {
  function halted(): VenueRig {
    const rig = new VenueRig({ latency: { ...PLAIN.latency, order: { model: 'fixed', ms: 20 } } });
    rig.trade('buy', 1000, 10);
    rig.book([[995, 5000]], [[1000, 5000]]);
    rig.order({ ...limit('buy', 990), clientOrderId: 'resting' });
    rig.order({ type: 'stop-market', side: 'sell', triggerPrice: 985, quantity: 400, clientOrderId: 'stop' });
    rig.pass(20);
    rig.order({ clientOrderId: 'travelling' });
    defineInstrument(rig.venue, { ...INSTRUMENT, status: 'halted' }, rig.now);
    return rig;
  }

  it('refuses new orders and changes with a reason, also those on their way', () => {
    const rig = halted();
    expect(rig.refusal({})).toBe('not-trading');
    const change = { instrument: INSTRUMENT.id, clientOrderId: 'resting', price: 985 };
    expect(amendOrder(rig.venue, change, rig.now)).toMatchObject({ reason: 'BTCUSDT is halted' });
    expect(told(rig.pass(20))).toEqual(['travelling rejected 0: BTCUSDT is halted']);
  });

  it('keeps what rests and matches nothing, until trading goes on', () => {
    const rig = halted();
    rig.pass(20);
    expect(told(rig.trade('sell', 980, 5000))).toEqual([]);
    expect(told(rig.book([[900, 5000]], [[950, 5000]]))).toEqual([]);
    defineInstrument(rig.venue, INSTRUMENT, rig.now);
    expect(told(rig.trade('sell', 940, 100))).toEqual([
      'buy 100 @ 990 maker',
      'resting working 100',
      'sell 400 @ 900 taker',
      'stop filled 400',
    ]);
  });

  it('lets a client cancel', () => {
    const rig = halted();
    cancelOrder(rig.venue, { instrument: INSTRUMENT.id, clientOrderId: 'resting' }, rig.now);
    expect(told(rig.pass())).toContain('resting cancelled 0: cancelled by the client');
  });

  it('is what the hours outside a session are', () => {
    // T0 is a Wednesday, 00:00 UTC.
    const HOUR = 3_600_000;
    const openMs = 2 * 24 * HOUR + HOUR;
    const rig = new VenueRig({}, { sessions: [{ openMs, closeMs: openMs + HOUR }] });
    rig.trade('buy', 1000, 10);
    rig.book([[995, 5000]], [[1000, 5000]]);
    expect(rig.refusal({})).toBe('not-trading');
    rig.now = T0 + HOUR;
    expect(rig.refusal({})).toBe('accepted');
    rig.now = T0 + 2 * HOUR;
    expect(rig.refusal({})).toBe('not-trading');
    rig.now = T0 + HOUR + 7 * 24 * HOUR;
    expect(rig.refusal({})).toBe('accepted');
  });
});
