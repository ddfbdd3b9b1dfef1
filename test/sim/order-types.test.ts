import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { amendOrder, findVenueOrder, venueSnapshot } from '../../src/sim/index.ts';
import { INSTRUMENT, told, usdt, VenueRig } from './venue-kit.ts';

/** Bid 995, ask 1000, deep on both sides; the last price is 1000. */
function market(config: ConstructorParameters<typeof VenueRig>[0] = {}): VenueRig {
  const rig = new VenueRig(config);
  rig.trade('buy', 1000, 10);
  rig.book([[995, 900_000]], [[1000, 900_000]]);
  return rig;
}

/** Knows bars alone; minute 0 closed at 1000. */
function bars(): VenueRig {
  const rig = new VenueRig();
  rig.bar(0, 1000, 1000, 1000, 1000);
  return rig;
}

const trailing = (side: 'buy' | 'sell', more: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: 'trailing-stop',
  side,
  trailBy: 20,
  ...more,
});
const amend = (rig: VenueRig, clientOrderId: string, change: object): string => {
  const outcome = amendOrder(rig.venue, { instrument: INSTRUMENT.id, clientOrderId, ...change }, rig.now);
  return outcome.kind === 'accepted' ? 'accepted' : outcome.code;
};

describe('a trailing stop', () => {
  it('follows the best price at its distance and fires when the market comes back by it', () => {
    const rig = market();
    rig.order(trailing('sell'));
    rig.pass();
    for (const price of [1010, 1030, 1015]) expect(told(rig.trade('buy', price, 1))).toEqual([]);
    expect(told(rig.trade('sell', 1010, 1))).toEqual(['sell 1000 @ 995 taker', 'order-1 filled 1000']);
  });

  it('begins at the price it finds: without a rise it fires its distance below', () => {
    const rig = market();
    rig.order(trailing('sell'));
    rig.pass();
    expect(told(rig.trade('sell', 985, 1))).toEqual([]);
    expect(told(rig.trade('sell', 980, 1))).toContain('order-1 filled 1000');
  });

  it('of a buy follows the lowest price', () => {
    const rig = market();
    rig.order(trailing('buy'));
    rig.pass();
    rig.trade('sell', 970, 1);
    expect(told(rig.trade('buy', 985, 1))).toEqual([]);
    expect(told(rig.trade('buy', 990, 1))).toEqual(['buy 1000 @ 1000 taker', 'order-1 filled 1000']);
  });

  it('sleeps until its activation price is reached', () => {
    const rig = market();
    rig.order(trailing('sell', { activationPrice: 1050 }));
    rig.pass();
    expect(told(rig.trade('sell', 900, 1))).toEqual([]);
    rig.trade('buy', 1060, 1);
    expect(told(rig.trade('sell', 1040, 1))).toContain('order-1 filled 1000');
  });

  it('takes a new distance by an amend, measured from the best price so far', () => {
    const rig = market();
    rig.order(trailing('sell'));
    rig.pass();
    rig.trade('buy', 1050, 1);
    expect(amend(rig, 'order-1', { trailBy: 40 })).toBe('accepted');
    expect(told(rig.trade('sell', 1015, 1))).toEqual(['order-1 working 0']);
    expect(told(rig.trade('sell', 1010, 1))).toContain('order-1 filled 1000');
    expect(amend(rig, 'order-1', { trailBy: 50 })).toBe('order-final');
  });

  it('is shown with its distance', () => {
    const rig = market();
    rig.order(trailing('sell'));
    expect(findVenueOrder(rig.venue, 'order-1')).toMatchObject({ orderType: 'trailing-stop', trailBy: 20 });
  });

  it('inside a bar of a long position meets the low before the high moves it', () => {
    const rig = bars();
    rig.order({ clientOrderId: 'entry' });
    rig.bar(1, 1000, 1000, 1000, 1000);
    rig.order(trailing('sell', { reduceOnly: true }));
    expect(told(rig.bar(2, 1000, 1060, 985, 1055))).toEqual(['order-1 working 0']);
    // The high of 1060 has moved it to 1040.
    expect(told(rig.bar(3, 1050, 1050, 1030, 1045))).toEqual([
      'sell 1000 @ 1040 taker',
      'order-1 filled 1000',
    ]);
  });

  it('with a book meets the low of a bar before its high moves it', () => {
    const rig = market();
    rig.order(trailing('sell'));
    rig.pass();
    expect(told(rig.bar(1, 1000, 1060, 985, 1055))).toEqual([]);
    expect(told(rig.trade('sell', 1040, 1))).toContain('order-1 filled 1000');
  });
});

describe('close-on-trigger', () => {
  function long(): VenueRig {
    const rig = market({ cash: { USDT: usdt('100') }, fees: { maker: 0, taker: 60_000 } });
    rig.order({ quantity: 5000 });
    rig.pass();
    return rig;
  }

  it('only ever reduces', () => {
    const rig = long();
    rig.order({ side: 'sell', quantity: 9000, closeOnTrigger: true });
    expect(told(rig.pass())).toContain('sell 5000 @ 995 taker');
    expect(rig.position).toBe(0);
  });

  it('cancels entries of its instrument, the newest first, where margin is short for its fee', () => {
    const rig = long();
    const entry = { type: 'limit', side: 'buy', price: 900, quantity: 2000 } as const;
    rig.order({ ...entry, clientOrderId: 'first' });
    rig.order({ ...entry, clientOrderId: 'second' });
    rig.order({
      type: 'stop-market',
      side: 'sell',
      triggerPrice: 980,
      quantity: 5000,
      closeOnTrigger: true,
      clientOrderId: 'close',
    });
    rig.pass();
    rig.ticker({ mark: 870 });
    const outputs = told(rig.trade('sell', 980, 1));
    expect(outputs).toEqual([
      'second cancelled 0: cancelled to make room for a close-on-trigger order',
      'first cancelled 0: cancelled to make room for a close-on-trigger order',
      'sell 5000 @ 995 taker',
      'close filled 5000',
    ]);
  });

  it('leaves entries alone where there is margin enough', () => {
    const rig = long();
    rig.order({ type: 'limit', price: 900, quantity: 100, clientOrderId: 'entry' });
    rig.order({ type: 'stop-market', side: 'sell', triggerPrice: 980, quantity: 5000, closeOnTrigger: true });
    rig.pass();
    rig.trade('sell', 980, 1);
    expect(venueSnapshot(rig.venue, rig.now).orders.map((o) => o.clientOrderId)).toEqual(['entry']);
  });
});

describe('an amend', () => {
  /** Two buys at 990 behind 100 that were displayed when they came. */
  function queued(): VenueRig {
    const rig = market();
    rig.delta([[990, 100]], []);
    rig.order({ type: 'limit', price: 990, quantity: 200, clientOrderId: 'a' });
    rig.order({ type: 'limit', price: 990, quantity: 200, clientOrderId: 'b' });
    rig.pass();
    return rig;
  }

  it('to a smaller quantity keeps the place in the queue', () => {
    const rig = queued();
    expect(amend(rig, 'a', { quantity: 100 })).toBe('accepted');
    rig.delta([[990, 300]], []);
    expect(told(rig.trade('sell', 990, 200))).toEqual(['buy 100 @ 990 maker', 'a filled 100']);
  });

  it('to a greater quantity goes to the end: behind what is displayed now and behind its equals', () => {
    const rig = queued();
    rig.delta([[990, 300]], []);
    amend(rig, 'a', { quantity: 300 });
    rig.pass();
    expect(told(rig.trade('sell', 990, 300))).toEqual(['buy 200 @ 990 maker', 'b filled 200']);
    expect(told(rig.trade('sell', 990, 300))).toEqual(['buy 100 @ 990 maker', 'a working 100']);
  });

  it('to another price and back has lost its place', () => {
    const rig = queued();
    amend(rig, 'a', { price: 985 });
    rig.pass();
    amend(rig, 'a', { price: 990 });
    rig.pass();
    expect(told(rig.trade('sell', 985, 250))[0]).toBe('buy 200 @ 990 maker');
    expect(findVenueOrder(rig.venue, 'b')?.status).toBe('filled');
  });

  it('to a price at which a post-only order would take cancels it', () => {
    const rig = market();
    rig.order({ type: 'limit', price: 990, timeInForce: 'post-only' });
    rig.pass();
    amend(rig, 'order-1', { price: 1000 });
    expect(told(rig.pass())).toEqual([
      'order-1 cancelled 0: post-only: the order would have taken liquidity',
    ]);
  });
});
