import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookStream } from '../src/sandbox/market/book-stream.ts';
import { applyLevels, diffLevels, type Level } from '../src/sandbox/market/levels.ts';
import { ClientBook, type Message } from './sandbox-client.ts';

const precision = { priceDecimals: 2, sizeDecimals: 3, tick: 10, lot: 1 };

/** Levels of one side, best first, on ticks. */
function side(direction: 1 | -1, least: number, most: number): fc.Arbitrary<Level[]> {
  const level = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 5_000 }));
  return fc
    .uniqueArray(level, { minLength: least, maxLength: most, selector: ([tick]) => tick })
    .map((levels) => levels.map(([tick, size]): Level => [100_000 - direction * (10 + tick * 10), size]))
    .map((levels) => levels.sort((x, y) => (y[0] - x[0]) * direction));
}

describe('levels', () => {
  it('a difference applied to the old side gives the new one, and is ordered best first', () => {
    for (const direction of [1, -1] as const) {
      fc.assert(
        fc.property(side(direction, 0, 60), side(direction, 0, 60), (before, after) => {
          const changes = diffLevels(before, after, direction);
          const applied = [...before];
          applyLevels(applied, changes, direction);
          expect(applied).toEqual(after);
          const ordered = [...changes].sort((x, y) => (y[0] - x[0]) * direction);
          expect(changes).toEqual(ordered);
        }),
      );
    }
  });
});

describe('book stream', () => {
  const books = fc.array(fc.tuple(side(1, 1, 120), side(-1, 1, 120)), { minLength: 2, maxLength: 12 });

  it('every depth rebuilds to the top of the whole book after every message', () => {
    fc.assert(
      fc.property(books, (steps) => {
        const clients = new Map([1, 50, 200].map((depth) => [depth, new ClientBook()]));
        const ids = new Map<number, number[]>();
        const stream = new BookStream('BTCUSDT', precision, 200, (topic, render) => {
          const depth = Number(topic.split('.')[1]);
          const message = render() as Message;
          clients.get(depth)?.apply(message);
          ids.set(depth, [...(ids.get(depth) ?? []), message.data.u]);
          if (depth === 1) expect(message.type).toBe('snapshot');
          if (message.type === 'delta')
            expect(message.data.b.length + message.data.a.length).toBeGreaterThan(0);
        });
        for (const [index, [bids, asks]] of steps.entries()) {
          const stamp = { ts: 1_000 + index, cts: 1_000 + index, seq: index };
          const changes = {
            bids: diffLevels(stream.bids, bids, 1),
            asks: diffLevels(stream.asks, asks, -1),
          };
          if (index === 0) stream.replace({ bids, asks }, stamp, 7);
          else if (changes.bids.length + changes.asks.length > 0) stream.change(changes, stamp);
          const whole = clients.get(200)?.top(200);
          expect(whole?.b.length).toBe(bids.length);
          expect(whole?.a.length).toBe(asks.length);
          for (const depth of [1, 50]) {
            expect(clients.get(depth)?.top(depth)).toEqual(clients.get(200)?.top(depth));
            expect(clients.get(depth)?.bids.size).toBe(Math.min(depth, bids.length));
          }
        }
        for (const list of ids.values()) expect(list).toEqual(list.map((_, i) => (list[0] ?? 0) + i));
      }),
      { numRuns: 60 },
    );
  });

  it('repeats depth 1 under the same u after three seconds without a change', () => {
    const told: Message[] = [];
    const stream = new BookStream('BTCUSDT', precision, 200, (topic, render) => {
      if (topic.startsWith('orderbook.1.')) told.push(render() as Message);
    });
    const deep = (size: number): Level => [99_000, size];
    stream.replace(
      { bids: [[99_990, 5], deep(1)], asks: [[100_000, 5]] },
      { ts: 10_000, cts: 10_000, seq: 1 },
      1,
    );
    stream.change({ bids: [deep(2)], asks: [] }, { ts: 12_999, cts: 12_999, seq: 2 });
    stream.change({ bids: [deep(3)], asks: [] }, { ts: 13_000, cts: 13_000, seq: 3 });
    expect(told.map((m) => [m.ts, m.data.u])).toEqual([
      [10_000, 1],
      [13_000, 1],
    ]);
  });
});
