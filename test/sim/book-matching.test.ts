import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { onFeed } from '../../src/sim/index.ts';
import { told, VenueRig } from './venue-kit.ts';

/** Bid 995, ask 1000; behind them thin levels. */
function market(config: ConstructorParameters<typeof VenueRig>[0] = {}): VenueRig {
  const rig = new VenueRig(config);
  rig.trade('buy', 1000, 10);
  rig.book(
    [
      [995, 400],
      [990, 600],
      [980, 5000],
    ],
    [
      [1000, 400],
      [1005, 600],
      [1015, 5000],
    ],
  );
  return rig;
}

const limit = (side: 'buy' | 'sell', price: number, quantity = 1000): Partial<OrderRequest> => ({
  type: 'limit',
  side,
  price,
  quantity,
});

describe('a market order', () => {
  it('walks the book level by level', () => {
    const rig = market();
    rig.order({ quantity: 1500 });
    expect(told(rig.pass())).toEqual([
      'buy 400 @ 1000 taker',
      'buy 600 @ 1005 taker',
      'buy 500 @ 1015 taker',
      'order-1 filled 1500',
    ]);
  });

  it('pays the configured slippage on every level, in ticks', () => {
    const rig = market({ slippageTicks: 2 });
    rig.order({ side: 'sell', quantity: 500 });
    expect(told(rig.pass())).toEqual(['sell 400 @ 985 taker', 'sell 100 @ 980 taker', 'order-1 filled 500']);
  });

  it('is cancelled for what the book does not hold', () => {
    const rig = market();
    rig.order({ quantity: 7000 });
    expect(told(rig.pass()).at(-1)).toBe(
      'order-1 cancelled 6000: the book holds no more within reach of the order',
    );
  });

  it('leaves a hole behind: the next one finds what is left, until the feed restores the level', () => {
    const rig = market();
    rig.order({ quantity: 400 });
    rig.order({ quantity: 100 });
    expect(told(rig.pass())).toContain('buy 100 @ 1005 taker');
    rig.delta([], [[1000, 300]]);
    rig.order({ quantity: 100 });
    expect(told(rig.pass())).toContain('buy 100 @ 1000 taker');
  });

  it('waits for a book while the feed is down, instead of taking from a stale one', () => {
    const rig = market();
    onFeed(rig.venue, { type: 'feed', status: 'down', reason: 'test' }, rig.now);
    rig.order({ quantity: 100 });
    expect(told(rig.pass())).toEqual(['order-1 working 0']);
    expect(rig.delta([], [[1000, 50]])).toEqual([]);
    expect(told(rig.book([[1090, 500]], [[1100, 500]]))).toEqual([
      'buy 100 @ 1100 taker',
      'order-1 filled 100',
    ]);
  });
});

describe('a limit order', () => {
  it('takes up to its limit and rests with what is left', () => {
    const rig = market();
    rig.order(limit('buy', 1005, 1500));
    expect(told(rig.pass())).toEqual([
      'buy 400 @ 1000 taker',
      'buy 600 @ 1005 taker',
      'order-1 working 1000',
    ]);
  });

  it('gets its own price as a maker when the other side comes to it, no more than what came', () => {
    const rig = market();
    rig.order(limit('buy', 990));
    rig.pass();
    expect(
      told(
        rig.delta(
          [
            [995, 0],
            [990, 0],
          ],
          [[985, 300]],
        ),
      ),
    ).toEqual(['buy 300 @ 990 maker', 'order-1 working 300']);
  });

  it('is filled by a print through its price', () => {
    const rig = market();
    rig.order(limit('sell', 1010, 200));
    rig.pass();
    expect(told(rig.trade('buy', 1015, 150))).toEqual(['sell 150 @ 1010 maker', 'order-1 working 150']);
    expect(told(rig.trade('buy', 1015, 150))).toEqual(['sell 50 @ 1010 maker', 'order-1 filled 200']);
  });

  it('waits at its price until what was displayed before it has traded', () => {
    const rig = market();
    rig.order(limit('buy', 990, 100));
    rig.pass();
    expect(told(rig.trade('sell', 990, 500))).toEqual([]);
    expect(told(rig.trade('sell', 990, 150))).toEqual(['buy 50 @ 990 maker', 'order-1 working 50']);
  });

  it('moves up when less is displayed than stood before it', () => {
    const rig = market();
    rig.order(limit('buy', 990, 100));
    rig.pass();
    rig.delta([[990, 20]], []);
    expect(told(rig.trade('sell', 990, 120))).toEqual(['buy 100 @ 990 maker', 'order-1 filled 100']);
  });

  it('is not filled at its price by a taker of its own side', () => {
    const rig = market();
    rig.order(limit('buy', 995, 100));
    rig.pass();
    expect(told(rig.trade('buy', 995, 5000))).toEqual([]);
  });

  it('shares a print with better priced orders first', () => {
    const rig = market();
    rig.order(limit('buy', 985, 100));
    rig.order(limit('buy', 990, 100));
    rig.pass();
    expect(told(rig.trade('sell', 980, 150))).toEqual([
      'buy 100 @ 990 maker',
      'order-2 filled 100',
      'buy 50 @ 985 maker',
      'order-1 working 50',
    ]);
  });

  it('gets a part by chance, in whole lots, where partial fills are configured', () => {
    const rig = market({ partialFills: { probability: 1, minFraction: 0.5 } });
    rig.order(limit('buy', 990, 100));
    rig.pass();
    const [first] = rig.trade('sell', 985, 5000);
    const quantity = first?.type === 'fill' ? first.quantity : 0;
    expect(quantity).toBeGreaterThanOrEqual(50);
    expect(quantity).toBeLessThan(100);
    expect(quantity % 10).toBe(0);
  });
});

describe('time in force', () => {
  it('ioc takes what is there and cancels the rest', () => {
    const rig = market();
    rig.order({ ...limit('buy', 1000), timeInForce: 'ioc' });
    expect(told(rig.pass())).toEqual([
      'buy 400 @ 1000 taker',
      'order-1 cancelled 400: the book holds no more within reach of the order',
    ]);
  });

  it('fok takes all or nothing', () => {
    const rig = market();
    rig.order({ ...limit('buy', 1005, 1000), timeInForce: 'fok' });
    rig.order({ ...limit('buy', 1015, 9000), timeInForce: 'fok' });
    expect(told(rig.pass())).toEqual([
      'buy 400 @ 1000 taker',
      'buy 600 @ 1005 taker',
      'order-1 filled 1000',
      'order-2 cancelled 0: fill-or-kill: the whole quantity is not there',
    ]);
  });

  it('post-only is rejected where it would take, and rests elsewhere', () => {
    const rig = market();
    rig.order({ ...limit('buy', 1000), timeInForce: 'post-only' });
    rig.order({ ...limit('buy', 995), timeInForce: 'post-only' });
    expect(told(rig.pass())).toEqual([
      'order-1 rejected 0: post-only: the order would have taken liquidity',
      'order-2 working 0',
    ]);
  });
});

describe('a conditional order', () => {
  const stop = { type: 'stop-market', side: 'sell', triggerPrice: 985, quantity: 400 } as const;

  it('waits until a trade reaches its trigger, then takes from the book', () => {
    const rig = market();
    rig.order(stop);
    expect(told(rig.pass())).toEqual(['order-1 working 0']);
    expect(told(rig.trade('sell', 990, 1))).toEqual([]);
    expect(told(rig.trade('sell', 985, 1))).toEqual(['sell 400 @ 995 taker', 'order-1 filled 400']);
  });

  it('fires on the last price of a ticker, not on the mark price', () => {
    const rig = market();
    rig.order(stop);
    rig.pass();
    expect(told(rig.ticker({ last: 990, mark: 900 }))).toEqual([]);
    expect(told(rig.ticker({ last: 980 }))).toContain('order-1 filled 400');
  });

  it('fires on the range of a bar that opened after it was sent: the print itself may have gone unseen', () => {
    const rig = market();
    rig.order(stop);
    rig.pass();
    expect(told(rig.bar(0, 1000, 1005, 980, 995))).toEqual([]);
    expect(told(rig.bar(1, 995, 1005, 980, 995))).toContain('order-1 filled 400');
  });

  it('becomes a limit order where it has a limit', () => {
    const rig = market();
    rig.order({ type: 'stop-limit', side: 'buy', triggerPrice: 1010, price: 1005, quantity: 2000 });
    rig.pass();
    expect(told(rig.trade('buy', 1010, 1))).toEqual([
      'buy 400 @ 1000 taker',
      'buy 600 @ 1005 taker',
      'order-1 working 1000',
    ]);
  });

  it('takes profit on the other side: a sell above the market', () => {
    const rig = market();
    rig.order({ type: 'take-profit', side: 'sell', triggerPrice: 1010, quantity: 100 });
    rig.pass();
    expect(told(rig.trade('buy', 1005, 1))).toEqual([]);
    expect(told(rig.trade('buy', 1010, 1))).toEqual(['sell 100 @ 995 taker', 'order-1 filled 100']);
  });

  it('fires on arrival where the price has crossed the trigger while it travelled', () => {
    const rig = market({ latency: { order: { model: 'fixed', ms: 50 }, cancel: { model: 'fixed', ms: 0 } } });
    rig.order(stop);
    rig.trade('sell', 980, 1);
    expect(told(rig.pass(50))).toEqual(['sell 400 @ 995 taker', 'order-1 filled 400']);
  });

  it('ignores a last price that is older than the one it knows', () => {
    const rig = market();
    rig.order(stop);
    rig.pass();
    expect(told(rig.ticker({ last: 980, time: rig.now - 60_000 }))).toEqual([]);
  });
});

describe('reduce-only', () => {
  function long(): VenueRig {
    const rig = market();
    rig.order({ quantity: 400 });
    rig.pass();
    return rig;
  }

  it('never takes more than the position holds', () => {
    const rig = long();
    rig.order({ side: 'sell', quantity: 900, reduceOnly: true });
    expect(told(rig.pass())).toEqual([
      'sell 400 @ 995 taker',
      'order-2 cancelled 400: reduce-only: there is no position left to reduce',
    ]);
    expect(rig.position).toBe(0);
  });

  it('is cancelled at rest when the position closes, while a stop that has not fired stays', () => {
    const rig = long();
    const stop = {
      type: 'stop-market',
      side: 'sell',
      triggerPrice: 985,
      quantity: 400,
      reduceOnly: true,
    } as const;
    rig.order({ ...limit('sell', 1020, 400), reduceOnly: true });
    rig.order(stop);
    rig.order({ side: 'sell', quantity: 400, reduceOnly: true });
    expect(told(rig.pass()).slice(-2)).toEqual([
      'order-4 filled 400',
      'order-2 cancelled 0: reduce-only: there is no position left to reduce',
    ]);
    expect(told(rig.trade('sell', 985, 1))).toEqual([
      'order-3 cancelled 0: reduce-only: there is no position left to reduce',
    ]);
  });
});
