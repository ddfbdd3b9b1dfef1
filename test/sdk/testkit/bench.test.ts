import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type Answer,
  type Bar,
  type BookUpdate,
  defineStrategy,
  type Fill,
  type StrategyContext,
} from '../../../src/sdk/index.ts';
import { StrategyBench, testInstrument } from '../../../src/sdk/testkit/index.ts';

const btc = testInstrument('BTCUSDT');
const id = btc.id;

/** A bench whose strategy says what the script says, one answer for each bar, and notes what it hears. */
function scripted(script: ((context: StrategyContext) => Answer)[]): {
  bench: StrategyBench;
  heard: string[];
} {
  const heard: string[] = [];
  const plugin = defineStrategy({
    name: 'scripted',
    version: '1.0.0',
    params: z.object({}),
    subscribe: () => [
      { stream: 'bar', instrument: id, interval: '1m' },
      { stream: 'book', instrument: id, depth: 5 },
    ],
    warmup: () => ({}),
    create: () => {
      const state = { bar: 0 };
      return {
        state,
        onBar: (_, context) => script[state.bar++]?.(context),
        onFill: (fill: Fill) => void heard.push(`${fill.side} ${fill.quantity} at ${fill.price}`),
        onRefused: (_, refusal) => void heard.push(`refused: ${refusal.reason}`),
      };
    },
  });
  return { bench: new StrategyBench({ plugin, instruments: [btc] }), heard };
}

let minute = 0;
const bar = (open: number, high: number, low: number, close: number): Bar => ({
  type: 'bar',
  instrument: id,
  interval: '1m',
  openMs: minute * 60_000,
  time: ++minute * 60_000,
  open,
  high,
  low,
  close,
  volume: 1,
});
const calm = (price: number): Bar => bar(price, price, price, price);
const buy = { type: 'signal', instrument: id, side: 'buy', stop: 900, reason: 'test' } as const;
const exit = { type: 'exit', instrument: id, reason: 'test' } as const;
const order = { type: 'order', instrument: id, side: 'buy', quantity: 4, reason: 'test' } as const;

describe('StrategyBench', () => {
  it('fills an entry and an exit on the next price', () => {
    const { bench, heard } = scripted([() => buy, () => exit]);
    bench.play(calm(1000));
    expect(bench.position(id).quantity).toBe(0);
    bench.play(calm(1010));
    expect(bench.position(id)).toEqual({ quantity: 10, entryPrice: 1010, openedMs: minute * 60_000 });
    bench.play(calm(1020));
    expect(bench.position(id)).toEqual({ quantity: 0, entryPrice: undefined, openedMs: undefined });
    expect(heard).toEqual(['buy 10 at 1010', 'sell 10 at 1020']);
  });

  it('stops before it takes profit, at the open where the price jumps past the stop', () => {
    const targets = [{ price: 1100, fraction: 1 }];
    const { bench, heard } = scripted([() => ({ ...buy, targets })]);
    for (const b of [calm(1000), calm(1000), bar(1000, 1200, 850, 1000)]) bench.play(b);
    expect(heard).toEqual(['buy 10 at 1000', 'sell 10 at 900']);
    const gapped = scripted([() => buy]);
    for (const b of [calm(1000), calm(1000), calm(800)]) gapped.bench.play(b);
    expect(gapped.heard).toEqual(['buy 10 at 1000', 'sell 10 at 800']);
  });

  it('takes targets one by one', () => {
    const targets = [
      { price: 1100, fraction: 0.3 },
      { price: 1200, fraction: 0.7 },
    ];
    const { bench, heard } = scripted([() => ({ ...buy, targets })]);
    for (const b of [calm(1000), calm(1000), bar(1000, 1150, 1000, 1150), calm(1250)]) bench.play(b);
    expect(heard).toEqual(['buy 10 at 1000', 'sell 3 at 1100', 'sell 7 at 1200']);
    expect(bench.position(id).quantity).toBe(0);
  });

  it('keeps limit and stop orders until the price comes, and forgets a cancelled one', () => {
    const { bench, heard } = scripted([
      () => [
        { ...order, orderType: 'limit', price: 950, tag: 'a' },
        { ...order, orderType: 'stop-market', triggerPrice: 1050, tag: 'b' },
        { ...order, orderType: 'limit', price: 940, tag: 'c' },
      ],
      (context) => {
        const last = context.orders(id).find((o) => o.tag === 'c');
        return { type: 'cancel', clientOrderId: last?.clientOrderId ?? '', reason: 'test' };
      },
    ]);
    for (const b of [calm(1000), calm(1000), bar(1000, 1060, 930, 1000)]) bench.play(b);
    expect(heard).toEqual(['buy 4 at 950', 'buy 4 at 1050']);
    expect(bench.position(id)).toMatchObject({ quantity: 8, entryPrice: 1000 });
  });

  it('never lets a reduce-only order open or turn a position', () => {
    const reduce = { ...order, side: 'sell', orderType: 'market', quantity: 9, reduceOnly: true } as const;
    const { bench, heard } = scripted([
      () => reduce,
      () => ({ ...order, orderType: 'market' }),
      () => reduce,
    ]);
    for (let i = 0; i < 4; i++) bench.play(calm(1000));
    expect(heard).toEqual(['buy 4 at 1000', 'sell 4 at 1000']);
  });

  it('refuses a signal while something is held, and says so', () => {
    const { bench, heard } = scripted([() => buy, () => buy]);
    for (let i = 0; i < 2; i++) bench.play(calm(1000));
    expect(heard).toEqual(['buy 10 at 1000', 'refused: something is held or asked for already']);
  });

  it('drops what is said during warm-up', () => {
    const { bench, heard } = scripted([() => buy]);
    bench.warm = false;
    expect(bench.play(calm(1000))).toEqual([buy]);
    bench.warm = true;
    bench.play(calm(1000));
    expect(heard).toEqual([]);
  });

  it('keeps the book from snapshots and changes, best first', () => {
    const { bench } = scripted([]);
    const seen: unknown[] = [];
    const looking = scripted([
      (context) => {
        const book = context.book(id);
        seen.push(
          book?.bids.length,
          book?.bids.price(0),
          book?.bids.size(1),
          book?.asks.price(0),
          book?.asks.price(9),
        );
      },
    ]);
    const update: BookUpdate = {
      type: 'book',
      instrument: id,
      time: minute * 60_000,
      kind: 'snapshot',
      update: 1,
      bids: [98, 5, 99, 1],
      asks: [101, 1, 102, 2],
    };
    for (const b of [bench, looking.bench]) {
      b.play(update);
      b.play({ ...update, kind: 'delta', update: 2, bids: [100, 3], asks: [101, 0] });
    }
    expect(bench.lastPrice(id)).toBe(101);
    looking.bench.play(calm(101));
    expect(seen).toEqual([3, 100, 1, 102, undefined]);
  });

  it('refuses parameters as the host would', () => {
    const plugin = defineStrategy({
      name: 'strict',
      version: '1.0.0',
      params: z.object({ n: z.int() }),
      subscribe: () => [],
      warmup: () => ({}),
      create: () => ({ state: {} }),
    });
    expect(() => new StrategyBench({ plugin, params: { n: 'x' }, instruments: [btc] })).toThrow(
      /the options are refused: n: .*expected/,
    );
  });
});
