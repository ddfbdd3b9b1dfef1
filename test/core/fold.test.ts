import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/core/codec.ts';
import { step } from '../../src/core/engine.ts';
import { type Input, isMarketData } from '../../src/core/event.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../src/core/fold.ts';
import { isFinal } from '../../src/core/orders/machine.ts';
import type { Fill, OrderUpdate } from '../../src/sdk/index.ts';
import { BTC, CoreBench, LONG, START, submits } from './harness.ts';

describe('facts', () => {
  it('are the same whether the core lived through the events or recovery folded the journal', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    bench.update(entry, 'working', 0);
    bench.fill(entry, 100, 300_000);
    bench.fill(entry, entry.quantity - 100, 300_100);
    bench.send({
      type: 'command',
      commandId: 'c1',
      command: { kind: 'kill', cancel: true, flatten: true, reason: 'x' },
    });
    const recovered = createFacts();
    for (const { event, effects } of bench.history) {
      if (!isMarketData(event.type)) foldEvent(recovered, event);
      if (effects.length > 0) foldDecision(recovered, { seq: event.seq, at: event.at, effects });
    }
    expect(encode(recovered)).toBe(encode(bench.facts));
  });

  it('survive the journal: decode(encode(facts)) is the same facts', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    if (entry) bench.fill(entry, 10, 300_000);
    const again = decode(encode(bench.facts)) as Facts;
    expect(encode(again)).toBe(encode(bench.facts));
    expect(again.cash).toEqual(bench.facts.cash);
  });

  it('end the same for any order, repetition and late arrival of what the venue says', () => {
    const base = new CoreBench();
    const [entry] = submits(base.ask('s1', { ...LONG, targets: [] }));
    if (!entry) throw new Error('no entry');
    const start = encode(base.facts);
    const half = Math.floor(entry.quantity / 2);
    const fill = (n: number, quantity: number, price: number): Fill => ({
      type: 'fill',
      fillId: `f${n}`,
      clientOrderId: entry.clientOrderId,
      instrument: BTC.id,
      side: 'buy',
      price,
      quantity,
      fee: BigInt(n) * 7n,
      feeCurrency: 'USDT',
      liquidity: 'taker',
      time: START + n,
    });
    const word = (status: OrderUpdate['status'], version: number): OrderUpdate => ({
      type: 'order',
      clientOrderId: entry.clientOrderId,
      instrument: BTC.id,
      status,
      filled: 0,
      version,
      time: START,
    });
    const told: Input[] = [
      word('working', 1),
      fill(1, half, 300_000),
      word('working', 2),
      fill(2, entry.quantity - half, 300_010),
      word('filled', 3),
      {
        type: 'outcome',
        request: 'submit',
        clientOrderId: entry.clientOrderId,
        outcome: { kind: 'accepted' },
      },
    ];
    const end = (inputs: readonly Input[]): string => {
      const facts = decode(start) as Facts;
      for (const [i, input] of inputs.entries()) foldEvent(facts, { ...input, seq: i + 1_000, at: START });
      const order = facts.orders.get(entry.clientOrderId);
      const [position] = facts.positions.values();
      return encode({ state: order?.state, filled: order?.filled, cash: facts.cash, position });
    };
    const expected = end(told);
    expect(expected).toContain('"filled"');
    const anyOrder = fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 });
    fc.assert(
      fc.property(anyOrder, (inputs) => {
        expect(end(inputs)).toBe(expected);
      }),
      { numRuns: 1_000, seed: 11 },
    );
  });
});

describe('open orders', () => {
  it('are exactly those that are not final, oldest first, whatever the venue says and in whatever order', () => {
    const words = fc.constantFrom<OrderUpdate['status'] | 'fill'>(
      'working',
      'fill',
      'cancelled',
      'rejected',
      'expired',
    );
    const told = fc.array(fc.tuple(words, fc.nat({ max: 5 }), fc.nat({ max: 3 })), { maxLength: 20 });
    fc.assert(
      fc.property(told, (said) => {
        const bench = new CoreBench();
        bench.ask('s1', LONG);
        bench.ask('s2', { ...LONG, instrument: 'ETHUSDT' });
        for (const [word, version, nth] of said) {
          const order = [...bench.facts.orders.values()][nth];
          if (!order) continue;
          if (word === 'fill') bench.fill(order, 100, 300_000);
          else bench.update(order, word, version);
          const open = [...bench.facts.orders.values()].filter((o) => !isFinal(o.state));
          expect([...bench.facts.open]).toEqual(open.map((o) => o.clientOrderId));
        }
      }),
      { numRuns: 300, seed: 12 },
    );
  });
});

describe('an order that was amended unheard', () => {
  it.each([
    ['cancelled', false],
    ['working', true],
  ] as const)('and looked filled by its old size is what the venue says: %s', (status, isOpen) => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    if (!entry) throw new Error('no entry');
    bench.fill(entry, entry.quantity, 300_000);
    const { clientOrderId, instrument, quantity } = entry;
    const word = { clientOrderId, instrument, status, version: 5, time: START, filled: quantity };
    bench.send({ type: 'order', ...word, quantity: quantity + 10 });
    const order = bench.facts.orders.get(clientOrderId);
    expect([order?.state, order?.filled]).toEqual([isOpen ? 'partial' : 'cancelled', quantity]);
    expect(bench.facts.open.has(clientOrderId)).toBe(isOpen);
  });
});

describe('the codec', () => {
  it('keeps a foreign object that looks like one of its own tags', () => {
    const hostile = { $: 'n', v: 'not a number', deep: [{ $: 'm', v: 1 }] };
    expect(decode(encode(hostile))).toEqual(hostile);
  });

  it('keeps bigint, Map and Set', () => {
    const value = { a: 12345678901234567890n, b: new Map([['x', 1n]]), c: new Set(['y']) };
    expect(decode(encode(value))).toEqual(value);
  });
});

describe('a step', () => {
  it('gives the same effects for the same events, byte for byte', () => {
    const run = (): string => {
      const bench = new CoreBench();
      const all = [bench.ask('s1', LONG)];
      const [entry] = submits(all[0] ?? []);
      if (entry) all.push(bench.fill(entry, 50, 300_000), bench.bar('BTCUSDT', 299_000));
      return encode(all);
    };
    expect(run()).toBe(run());
  });

  it('answers an event that leads to nothing with no effects and no new array', () => {
    const bench = new CoreBench();
    bench.bar('ETHUSDT', 300_000);
    const event = { type: 'feed', status: 'up', reason: 'again' } as const;
    expect(step(bench.core, { ...event, seq: 900, at: bench.now })).toBe(
      step(bench.core, { ...event, seq: 901, at: bench.now }),
    );
  });
});
