import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { advance, onMarket, playMissedBars } from '../../src/sim/index.ts';
import { bar, told, VenueRig } from './venue-kit.ts';

/** Knows bars alone. Minute 0 closed at 1000; orders sent now come at its close. */
function market(config: ConstructorParameters<typeof VenueRig>[0] = {}): VenueRig {
  const rig = new VenueRig(config);
  rig.bar(0, 1000, 1000, 1000, 1000);
  return rig;
}

const limit = (side: 'buy' | 'sell', price: number): Partial<OrderRequest> => ({
  type: 'limit',
  side,
  price,
});
const stop = (side: 'buy' | 'sell', triggerPrice: number): Partial<OrderRequest> => ({
  type: 'stop-market',
  side,
  triggerPrice,
});

/** Long or short one contract from 1000, without a trace. */
function holding(side: 'buy' | 'sell'): VenueRig {
  const rig = market();
  rig.order({ side, clientOrderId: 'entry' });
  rig.bar(1, 1000, 1000, 1000, 1000);
  return rig;
}

describe('an order where there is no book', () => {
  it('that is sent at the close of a bar fills at the open of the next, slippage included', () => {
    const rig = market({ slippageTicks: 1 });
    rig.order({});
    expect(told(rig.pass())).toEqual(['order-1 working 0']);
    expect(told(rig.bar(1, 1010, 1020, 990, 1015))).toEqual(['buy 1000 @ 1015 taker', 'order-1 filled 1000']);
  });

  it('that is sent inside a bar gets its close: what went before is past', () => {
    const rig = market();
    rig.pass(20_000);
    rig.order({});
    expect(told(rig.bar(1, 1010, 1020, 990, 1015))).toContain('buy 1000 @ 1015 taker');
  });

  it('does not see the latency inside a bar, only whether it was sent before it', () => {
    const rig = market({
      latency: { order: { model: 'fixed', ms: 200 }, cancel: { model: 'fixed', ms: 0 } },
    });
    rig.order({});
    expect(told(rig.bar(1, 1010, 1020, 990, 1015))).toContain('buy 1000 @ 1010 taker');
  });

  it('is matched against the finest bars alone, each of them once', () => {
    const rig = market();
    rig.order(limit('sell', 1020));
    const five = { ...bar(0, 1000, 1090, 990, 1000), interval: '5m', time: bar(4, 1, 1, 1, 1).time } as const;
    expect(told(rig.on(five))).toEqual(['order-1 working 0']);
    rig.bar(5, 1000, 1020, 1000, 1000);
    expect(told(rig.bar(6, 1000, 1030, 1000, 1000))).toHaveLength(2);
    expect(told(rig.bar(6, 1000, 1030, 1000, 1000))).toEqual([]);
  });
});

describe('a limit order where there is no book', () => {
  it('must be traded through: a touch does not fill it', () => {
    const rig = market();
    rig.order(limit('buy', 990));
    expect(told(rig.bar(1, 1000, 1000, 990, 1000))).toEqual(['order-1 working 0']);
    expect(told(rig.bar(2, 1000, 1000, 985, 1000))).toEqual(['buy 1000 @ 990 maker', 'order-1 filled 1000']);
  });

  it('takes at the open where that is better, and gets its own price where a gap leaps over it at rest', () => {
    const rig = market();
    rig.order(limit('buy', 1005));
    expect(told(rig.bar(1, 990, 1000, 985, 1000))).toContain('buy 1000 @ 990 taker');
    rig.order(limit('buy', 980));
    rig.bar(2, 1000, 1000, 1000, 1000);
    expect(told(rig.bar(3, 900, 950, 890, 940))).toContain('buy 1000 @ 980 maker');
  });

  it('is cancelled by its time in force at the first price it meets', () => {
    const rig = market();
    rig.order({ ...limit('buy', 990), timeInForce: 'ioc' });
    rig.order({ ...limit('buy', 1005), timeInForce: 'post-only' });
    expect(told(rig.bar(1, 1000, 1010, 980, 1000)).slice(2)).toEqual([
      'order-1 cancelled 0: the price is beyond the limit of the order',
      'order-2 cancelled 0: post-only: the order would have taken liquidity',
    ]);
  });
});

describe('the path inside a bar', () => {
  it('goes to the low first where the position is long: the stop is hit before the target', () => {
    const rig = holding('buy');
    rig.order({ ...limit('sell', 1040), reduceOnly: true });
    rig.order({ ...stop('sell', 980), reduceOnly: true });
    expect(told(rig.bar(2, 1000, 1050, 970, 1045)).slice(2)).toEqual([
      'sell 1000 @ 980 taker',
      'order-2 filled 1000',
      'order-1 cancelled 0: reduce-only: there is no position left to reduce',
    ]);
  });

  it('goes to the high first where the position is short', () => {
    const rig = holding('sell');
    rig.order({ ...limit('buy', 960), reduceOnly: true });
    rig.order({ ...stop('buy', 1020), reduceOnly: true });
    expect(told(rig.bar(2, 1000, 1050, 950, 960))).toContain('buy 1000 @ 1020 taker');
  });

  it('lets an order act where the path reaches it, a stop before a farther one', () => {
    const rig = market();
    rig.order(stop('buy', 1030));
    rig.order(stop('buy', 1010));
    const fills = told(rig.bar(1, 1000, 1050, 1000, 1040)).filter((line) => line.startsWith('buy'));
    expect(fills).toEqual(['buy 1000 @ 1010 taker', 'buy 1000 @ 1030 taker']);
  });

  it('fires a stop at the open where the market gapped over it, at the worse price', () => {
    const rig = holding('buy');
    rig.order({ ...stop('sell', 980), reduceOnly: true });
    expect(told(rig.bar(2, 950, 960, 940, 955))).toContain('sell 1000 @ 950 taker');
  });

  it('lets a stop-limit fire and then wait for its limit', () => {
    const rig = holding('buy');
    rig.order({ type: 'stop-limit', side: 'sell', triggerPrice: 980, price: 975, reduceOnly: true });
    expect(told(rig.bar(2, 940, 950, 930, 945))).toEqual(['order-1 working 0', 'order-1 working 0']);
    expect(told(rig.bar(3, 945, 990, 945, 980))).toEqual(['sell 1000 @ 975 maker', 'order-1 filled 1000']);
  });

  it('ends an order once: it has no turn any more where one before it has closed the position it was for', () => {
    const rig = holding('buy');
    rig.order({ ...limit('sell', 1040), clientOrderId: 'close' });
    rig.order({ ...stop('buy', 1050), clientOrderId: 'again' });
    rig.order({ ...limit('sell', 1045), reduceOnly: true, clientOrderId: 'target' });
    rig.bar(2, 1000, 1000, 1000, 1000);
    // The open leaps over all three: the target ends with the position, and the new long is none of its business.
    expect(told(rig.bar(3, 1100, 1100, 1100, 1100))).toEqual([
      'sell 1000 @ 1040 maker',
      'close filled 1000',
      'target cancelled 0: reduce-only: there is no position left to reduce',
      'buy 1000 @ 1100 taker',
      'again filled 1000',
    ]);
  });

  it('gives a partly filled order one turn a bar', () => {
    const rig = market({ partialFills: { probability: 1, minFraction: 0.5 } });
    rig.order(limit('buy', 990));
    const fills = told(rig.bar(1, 1000, 1000, 900, 1000)).filter((line) => line.startsWith('buy'));
    expect(fills).toHaveLength(1);
  });
});

describe('bars and books', () => {
  it('bars match nothing once a book was seen', () => {
    const rig = market();
    rig.book([[995, 1000]], [[1000, 1000]]);
    rig.order(limit('buy', 990));
    expect(told(rig.bar(1, 1000, 1000, 900, 1000))).toEqual(['order-1 working 0']);
  });

  it('bars that passed while the venue was away can be played through the orders all the same', () => {
    const rig = market();
    rig.book([[995, 1000]], [[1000, 1000]]);
    rig.order(limit('buy', 990));
    rig.pass();
    const missed = [bar(1, 1000, 1005, 990, 1000), bar(2, 1000, 1000, 985, 1000)];
    rig.now = missed[1]!.time;
    playMissedBars(rig.venue, missed, rig.now);
    expect(told(advance(rig.venue, rig.now))).toEqual(['buy 1000 @ 990 maker', 'order-1 filled 1000']);
    playMissedBars(rig.venue, missed, rig.now);
    expect(advance(rig.venue, rig.now)).toEqual([]);
  });

  it('events of an unlisted instrument are ignored', () => {
    const rig = market();
    onMarket(rig.venue, { ...bar(1, 1, 1, 1, 1), instrument: 'constructor' }, rig.now);
    expect(Object.keys(rig.venue.market)).toEqual(['BTCUSDT']);
  });
});
