import { describe, expect, it } from 'vitest';
import { isKnown } from '../../src/core/portfolio/fold-execution.ts';
import { freeCash, usedMargin } from '../../src/core/portfolio/margin.ts';
import type { Position } from '../../src/core/portfolio/position.ts';
import type { Fill, Funding, OrderRequest, Transfer } from '../../src/sdk/index.ts';
import { BTC, CoreBench, cash, LONG, START, submits } from './harness.ts';

function entryOf(bench: CoreBench, over: Partial<typeof LONG> = {}): OrderRequest {
  const [entry] = submits(bench.ask('s1', { ...LONG, targets: [], ...over }));
  if (!entry) throw new Error('no entry');
  return entry;
}

function fillOf(order: OrderRequest, over: Partial<Fill> = {}): Fill {
  const { clientOrderId, instrument, side, quantity } = order;
  return {
    ...{ type: 'fill', fillId: 'f', clientOrderId, instrument, side, price: 300_000, quantity },
    ...{ fee: 0n, feeCurrency: 'USDT', liquidity: 'taker', time: START },
    ...over,
  };
}

function fundingOf(over: Partial<Funding> = {}): Funding {
  return {
    ...{ type: 'funding', fundingId: 'u', instrument: BTC.id, leg: 'net', rate: 10_000 },
    ...{ amount: cash('-3'), currency: 'USDT', time: START },
    ...over,
  };
}

function transferOf(over: Partial<Transfer> = {}): Transfer {
  return { type: 'transfer', transferId: 't', currency: 'USDT', amount: cash('500'), time: START, ...over };
}

function held(bench: CoreBench): Position {
  const [position] = bench.facts.positions.values();
  if (!position) throw new Error('nothing is held');
  return position;
}

describe('catching up after a restart', () => {
  it('begins at the newest time the venue told, of fills and of funding, and never goes back', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    const newest = (): number => bench.facts.lastExecutionMs;
    bench.send(fillOf(entry, { quantity: 1, fillId: 'a', time: START + 50 }));
    expect(newest()).toBe(START + 50);
    bench.send(fillOf(entry, { quantity: 1, fillId: 'b', time: START + 20 }));
    expect(newest()).toBe(START + 50);
    bench.send(fundingOf({ fundingId: 'a', time: START + 70 }));
    expect(newest()).toBe(START + 70);
    bench.send(fundingOf({ fundingId: 'b', time: START + 60 }));
    expect(newest()).toBe(START + 70);
  });

  it('knows what it has booked, fills and funding apart', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    const fill = fillOf(entry, { fillId: 'x' });
    const funding = fundingOf({ fundingId: 'x' });
    expect([isKnown(bench.facts, fill), isKnown(bench.facts, funding)]).toEqual([false, false]);
    bench.send(fill);
    expect([isKnown(bench.facts, fill), isKnown(bench.facts, funding)]).toEqual([true, false]);
    bench.send(funding);
    expect(isKnown(bench.facts, funding)).toBe(true);
  });

  it('remembers the newest 5,000 at least, 10,000 at most', () => {
    const bench = new CoreBench();
    for (let i = 0; i < 9_999; i++) bench.send(fundingOf({ fundingId: `n${i}`, amount: 1n }));
    const known = (): number => bench.facts.seen.length + bench.facts.seenBefore.length;
    expect(known()).toBe(9_999);
    bench.send(fundingOf({ fundingId: 'n9999', amount: 1n }));
    expect(known()).toBe(5_000);
    expect(isKnown(bench.facts, fundingOf({ fundingId: 'n4999' }))).toBe(false);
    expect(isKnown(bench.facts, fundingOf({ fundingId: 'n5000' }))).toBe(true);
    expect(bench.facts.cash.get('USDT')).toBe(cash('10000') + 10_000n);
  });
});

describe('a fill', () => {
  it('is booked and counted once', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.send(fillOf(entry, { quantity: 100, fee: cash('1.5') }));
    bench.send(fillOf(entry, { quantity: 100, fee: cash('1.5') }));
    expect(bench.facts.counters.fills).toBe(1);
    expect([held(bench).quantity, held(bench).fees]).toEqual([100, cash('1.5')]);
    expect(bench.facts.cash.get('USDT')).toBe(cash('9998.5'));
  });

  it('of an order or an instrument that is not known changes nothing', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.send(fillOf(entry, { fillId: 'a', clientOrderId: 'not-ours' }));
    bench.send(fillOf(entry, { fillId: 'b', instrument: 'XYZ' }));
    expect(bench.facts.counters.fills).toBe(0);
    expect(bench.facts.positions.size).toBe(0);
    expect(bench.facts.cash.get('USDT')).toBe(cash('10000'));
  });
});

describe('funding', () => {
  it('is booked once, to the account and to what is held', () => {
    const bench = new CoreBench();
    bench.send(fillOf(entryOf(bench)));
    bench.send(fundingOf());
    bench.send(fundingOf());
    expect(held(bench).funding).toBe(cash('-3'));
    expect(bench.facts.cash.get('USDT')).toBe(cash('9997'));
    expect(bench.facts.performance.funding).toBe(cash('-3'));
  });

  it.each([
    ['another instrument', { instrument: 'ETHUSDT' }],
    ['another leg', { leg: 'long' }],
    ['another currency', { currency: 'BTC' }],
    ['an instrument that is not known', { instrument: 'XYZ' }],
  ] as const)('of %s moves cash, and no position', (_, over) => {
    const bench = new CoreBench();
    bench.send(fillOf(entryOf(bench)));
    bench.send(fundingOf(over));
    expect(held(bench).funding).toBe(0n);
    const currency = 'currency' in over ? over.currency : 'USDT';
    const before = currency === 'USDT' ? cash('10000') : 0n;
    expect(bench.facts.cash.get(currency)).toBe(before + cash('-3'));
  });

  it('that is told after the close is of what was held last (T-8)', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.send(fillOf(entry));
    const [exit] = submits(bench.ask('s1', { type: 'exit', instrument: BTC.id, reason: 'x' }));
    if (!exit) throw new Error('no exit');
    bench.send(fillOf(exit, { fillId: 'g' }));
    bench.send(fundingOf());
    expect([held(bench).quantity, held(bench).funding]).toEqual([0, cash('-3')]);
    expect(bench.facts.cash.get('USDT')).toBe(cash('9997'));
  });

  it('of an instrument that was never held is the account’s alone', () => {
    const bench = new CoreBench();
    bench.send(fundingOf());
    expect(bench.facts.positions.size).toBe(0);
    expect(bench.facts.performance).toMatchObject({ funding: cash('-3'), books: new Map() });
    expect(bench.facts.cash.get('USDT')).toBe(cash('9997'));
  });
});

describe('a transfer', () => {
  it('is booked once and is no gain: day, drawdown and performance move along', () => {
    const bench = new CoreBench();
    bench.bar(BTC.id, 300_000);
    bench.send(transferOf());
    bench.send(transferOf());
    expect(bench.facts.cash.get('USDT')).toBe(cash('10500'));
    expect(bench.facts.day?.equity).toBe(cash('10500'));
    expect(bench.facts.performance.equity.transferred).toBe(cash('500'));
  });

  it('of another currency moves the day by what it is worth at the mark', () => {
    const bench = new CoreBench();
    bench.bar(BTC.id, 300_000);
    bench.send(transferOf({ currency: 'BTC' }));
    expect(bench.facts.cash.get('BTC')).toBe(cash('500'));
    expect(bench.facts.day?.equity).toBe(cash('15010000'));
    expect(bench.facts.performance.equity.transferred).toBe(cash('15000000'));
  });

  it('of a currency that nothing prices is cash alone', () => {
    const bench = new CoreBench();
    bench.bar(BTC.id, 300_000);
    bench.send(transferOf({ currency: 'XYZ' }));
    expect(bench.facts.cash.get('XYZ')).toBe(cash('500'));
    expect(bench.facts.day?.equity).toBe(cash('10000'));
    expect(bench.facts.performance.equity.transferred).toBe(0n);
  });

  it('before the first day has no day to move', () => {
    const bench = new CoreBench();
    bench.facts.day = undefined;
    bench.send(transferOf());
    expect(bench.facts.day).toBeUndefined();
    expect(bench.facts.cash.get('USDT')).toBe(cash('10500'));
  });
});

describe('margin', () => {
  it('is value / leverage of what is held, at the mark, and of entries at their worst', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    // 0.333 BTC at 30,000, 10 times.
    expect(usedMargin(bench.core)).toBe(cash('999'));
    bench.send(fillOf(entry, { quantity: 133 }));
    expect(usedMargin(bench.core)).toBe(cash('999'));
    bench.bar(BTC.id, 310_000);
    expect(usedMargin(bench.core)).toBe(cash('1032.3'));
    bench.update(entry, 'cancelled', 1);
    // 0.133 at 31,000; its stop reduces and binds nothing.
    expect(usedMargin(bench.core)).toBe(cash('412.3'));
  });

  it('of a short counts its size', () => {
    const bench = new CoreBench();
    bench.send(fillOf(entryOf(bench, { side: 'sell', stop: 303_000 })));
    expect(usedMargin(bench.core)).toBe(cash('999'));
  });

  it('of a limit entry counts its limit', () => {
    const bench = new CoreBench();
    const { quantity } = entryOf(bench, { entry: 299_000, stop: 296_000 });
    expect(usedMargin(bench.core)).toBe((cash('2990') * BigInt(quantity)) / 1_000n);
  });

  it('leaves the rest of equity free, never less than nothing', () => {
    const bench = new CoreBench();
    const entry = entryOf(bench);
    bench.send(fillOf(entry));
    expect(freeCash(bench.core)).toBe(cash('9001'));
    bench.send(transferOf({ amount: cash('-9500') }));
    expect(freeCash(bench.core)).toBe(0n);
  });
});
