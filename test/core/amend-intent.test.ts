import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/core/codec.ts';
import type { Effect } from '../../src/core/effect.ts';
import { createFacts } from '../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../src/core/fold.ts';
import { worstQuantity } from '../../src/core/risk/proposal.ts';
import type { AmendIntent, OrderRequest, PlainOrder } from '../../src/sdk/index.ts';
import { CoreBench, cash, LONG, submits } from './harness.ts';

const BID: PlainOrder = {
  type: 'order',
  instrument: 'BTCUSDT',
  side: 'buy',
  orderType: 'limit',
  price: 299_000,
  quantity: 100,
  reason: 'test',
};

/** A bench with a bid of 100 at 29,900.0 that works at the venue. */
function bidding(config = {}) {
  const bench = new CoreBench(config);
  const [order] = submits(bench.ask('s1', BID));
  if (!order) throw new Error('no order');
  bench.update(order, 'working', 1);
  return { bench, order };
}

function amend({ clientOrderId }: OrderRequest, change: Partial<AmendIntent>): AmendIntent {
  return { type: 'amend', clientOrderId, reason: 'test', ...change };
}

function requests(effects: readonly Effect[]) {
  return effects.flatMap((e) => (e.type === 'amend' ? [e.request] : []));
}

function accept(bench: CoreBench, { clientOrderId }: OrderRequest) {
  return bench.send({ type: 'outcome', request: 'amend', clientOrderId, outcome: { kind: 'accepted' } });
}

describe('an amend of a strategy’s own order', () => {
  it('goes to the venue with what changes, and counts once the venue has taken it', () => {
    const { bench, order } = bidding();
    const effects = bench.ask('s1', amend(order, { quantity: 80, price: 298_000 }));
    const { clientOrderId, instrument } = order;
    expect(requests(effects)).toEqual([{ clientOrderId, instrument, quantity: 80, price: 298_000 }]);
    expect(bench.facts.orders.get(clientOrderId)).toMatchObject({ quantity: 100, price: 299_000 });
    accept(bench, order);
    expect(bench.facts.orders.get(clientOrderId)).toMatchObject({ quantity: 80, price: 298_000 });
  });

  it('is recorded with every rule’s word, as a submit is', () => {
    const { bench, order } = bidding();
    const intent = amend(order, { quantity: 120 });
    const record = bench.ask('s1', intent).find((e) => e.type === 'record');
    expect(record).toMatchObject({
      record: { kind: 'verdict', verdict: 'allow', intent, clientOrderId: order.clientOrderId },
    });
  });

  it('that enlarges it meets the rules for entries, with the order counted once', () => {
    const { bench, order } = bidding();
    // 20,000 USDT at 29,900.0 is 0.668.
    expect(requests(bench.ask('s1', amend(order, { quantity: 668 })))).toHaveLength(1);
    accept(bench, order);
    expect(requests(bench.ask('s1', amend(order, { quantity: 669 })))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('max-position');
  });

  it('that raises a bid is judged at the new price', () => {
    const { bench, order } = bidding({ sizing: { ...new CoreBench().core.config.sizing, leverage: 1 } });
    accept(bench, order);
    expect(requests(bench.ask('s1', amend(order, { quantity: 300, price: 320_000 })))).toHaveLength(1);
    accept(bench, order);
    // 10,000 USDT of margin without leverage: 0.300 at 32,000.0 is 9,600, at 33,400.0 more than there is.
    expect(requests(bench.ask('s1', amend(order, { price: 334_000 })))).toEqual([]);
    expect(bench.refused.at(-1)?.rule).toBe('margin');
  });

  it('is refused while entries are refused, where it enlarges, and taken where it makes smaller', () => {
    const { bench, order } = bidding();
    bench.send({ type: 'command', commandId: '1', command: { kind: 'pause' } });
    expect(requests(bench.ask('s1', amend(order, { quantity: 101 })))).toEqual([]);
    expect(requests(bench.ask('s1', amend(order, { price: 299_100 })))).toEqual([]);
    expect(bench.refused.map((r) => r.rule)).toEqual(['open-for-entries', 'open-for-entries']);
    expect(requests(bench.ask('s1', amend(order, { quantity: 99, price: 298_000 })))).toHaveLength(1);
  });

  it('right after the order was sent is no second entry', () => {
    const { bench, order } = bidding({
      risk: { ...new CoreBench().core.config.risk, doubleSendMs: 600_000 },
    });
    expect(requests(bench.ask('s1', amend(order, { price: 299_500 })))).toHaveLength(1);
  });

  it.each([
    ['changes nothing', {}],
    ['asks for what is already so', { price: 299_000 }],
    ['is of a price off the tick or below zero', { price: -1 }],
    ['gives a limit order a trigger', { triggerPrice: 298_000 }],
    ['is of another’s or an unknown order', { clientOrderId: 'r1-zzz', price: 298_000 }],
  ])('is refused where it %s', (_, change) => {
    const { bench, order } = bidding();
    expect(requests(bench.ask('s1', amend(order, change)))).toEqual([]);
    expect(bench.refused).toHaveLength(1);
  });

  it('is refused for less than is filled, while another has no answer, and once the order is final', () => {
    const { bench, order } = bidding();
    bench.fill(order, 40, 299_000);
    expect(requests(bench.ask('s1', amend(order, { quantity: 40 })))).toEqual([]);
    expect(requests(bench.ask('s1', amend(order, { quantity: 41 })))).toHaveLength(1);
    expect(requests(bench.ask('s1', amend(order, { quantity: 50 })))).toEqual([]);
    accept(bench, order);
    bench.update(order, 'cancelled', 9);
    expect(requests(bench.ask('s1', amend(order, { quantity: 50 })))).toEqual([]);
    expect(bench.refused).toHaveLength(3);
  });

  it('counts at its larger size and is done at its smaller one', () => {
    const { bench, order } = bidding();
    bench.ask('s1', amend(order, { quantity: 60 }));
    bench.fill(order, 60, 299_000);
    // The venue may not have taken the amend yet: 40 more may still fill.
    expect(bench.facts.orders.get(order.clientOrderId)?.state).toBe('partial');
    accept(bench, order);
    // It has taken the request, and may act on it later.
    expect(bench.facts.orders.get(order.clientOrderId)?.state).toBe('partial');
    expect(worstQuantity(bench.core, 'BTCUSDT', 'buy')).toBe(100);
    const { clientOrderId, instrument } = order;
    const word = { type: 'order', clientOrderId, instrument, version: 2, time: bench.now } as const;
    bench.send({ ...word, status: 'filled', filled: 60, quantity: 60 });
    expect(bench.facts.orders.get(clientOrderId)?.state).toBe('filled');
    expect(worstQuantity(bench.core, 'BTCUSDT', 'buy')).toBe(60);
  });

  it('to less counts at what it was until the venue says that it is less', () => {
    const { bench, order } = bidding();
    bench.ask('s1', amend(order, { quantity: 60 }));
    accept(bench, order);
    expect(worstQuantity(bench.core, 'BTCUSDT', 'buy')).toBe(100);
    const { clientOrderId, instrument } = order;
    const word = { type: 'order', clientOrderId, instrument, status: 'working', filled: 0 } as const;
    bench.send({ ...word, version: 2, quantity: 60, time: bench.now });
    expect(worstQuantity(bench.core, 'BTCUSDT', 'buy')).toBe(60);
    expect(decode(encode(bench.facts))).toEqual(bench.facts);
  });

  it('taken by the venue, but outrun by what it has said of the order since, changes nothing', () => {
    const { bench, order } = bidding();
    bench.ask('s1', amend(order, { quantity: 60 }));
    const { clientOrderId, instrument } = order;
    const word = { type: 'order', clientOrderId, instrument, status: 'working', time: bench.now } as const;
    bench.send({ ...word, filled: 80, quantity: 100, version: 2 });
    accept(bench, order);
    bench.fill(order, 80, 299_000);
    expect(bench.facts.orders.get(clientOrderId)).toMatchObject({
      quantity: 100,
      filled: 80,
      state: 'partial',
    });
  });

  it('leaves facts that recovery folds the same', () => {
    const { bench, order } = bidding();
    bench.ask('s1', amend(order, { quantity: 60, price: 298_000 }));
    bench.ask('s1', { ...LONG, entry: 299_000 });
    accept(bench, order);
    const recovered = createFacts();
    for (const { event, effects } of bench.history) {
      if (event.type !== 'bar') foldEvent(recovered, event);
      foldDecision(recovered, { seq: event.seq, at: event.at, effects });
    }
    expect(encode(decode(encode(recovered)))).toBe(encode(bench.facts));
    expect(recovered.cash.get('USDT')).toBe(cash('10000'));
  });
});
