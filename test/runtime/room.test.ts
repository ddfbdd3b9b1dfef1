import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../src/core/event.ts';
import { Book } from '../../src/core/market/book.ts';
import { mergeBooks, WaitingRoom } from '../../src/runtime/room.ts';
import type { BookUpdate } from '../../src/sdk/index.ts';

const delta = (instrument: string, bids: number[], asks: number[] = []): BookUpdate => ({
  type: 'book',
  instrument,
  time: 1,
  kind: 'delta',
  update: 1,
  bids,
  asks,
});
const trade = (instrument: string): Input => ({
  type: 'trade',
  instrument,
  time: 1,
  id: '1',
  side: 'buy',
  price: 1,
  quantity: 1,
});
const timer: Input = { type: 'timer', timerId: 'x' };

describe('the waiting room', () => {
  it('lets orders, fills, timers and commands go before market data, each in the order it came', () => {
    const room = new WaitingRoom(() => undefined);
    room.push(trade('A'));
    room.push(timer);
    room.push({ type: 'command', commandId: '1', command: { kind: 'pause' } });
    expect(room.take(10).map((e) => e.type)).toEqual(['timer', 'command']);
    expect(room.take(10).map((e) => e.type)).toEqual(['trade']);
  });

  it('merges book deltas of one instrument that nothing of that instrument separates', () => {
    const merged = mergeBooks([delta('A', [1, 5]), delta('B', [9, 9]), delta('A', [1, 7, 2, 3])]);
    expect(merged).toHaveLength(2);
    expect(merged[0]).toMatchObject({ instrument: 'A', bids: [1, 5, 1, 7, 2, 3] });
    expect(mergeBooks([delta('A', [1, 5]), trade('A'), delta('A', [1, 7])])).toHaveLength(3);
  });

  it('leaves every book as the single updates would have left it', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 3 }));
    const update = fc.record({ snapshot: fc.boolean(), bids: fc.array(level, { maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(update, { maxLength: 20 }), (updates) => {
        const events = updates.map(({ snapshot, bids }): BookUpdate => {
          return { ...delta('A', bids.flat()), kind: snapshot ? 'snapshot' : 'delta' };
        });
        const [single, merged] = [new Book(), new Book()];
        for (const event of events) single.apply(event);
        for (const event of mergeBooks(events)) merged.apply(event as BookUpdate);
        const levels = ({ bids }: Book): unknown[] =>
          Array.from({ length: bids.length }, (_, i) => [bids.price(i), bids.size(i)]);
        expect(levels(merged)).toEqual(levels(single));
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('is bounded: it drops market data, never anything else, and says once that there is a gap', () => {
    const room = new WaitingRoom(() => undefined);
    for (let i = 0; i < 25_000; i++) room.push(trade('A'));
    for (let i = 0; i < 25_000; i++) room.push(timer);
    const first = room.take(100_000);
    expect(first.filter((e) => e.type === 'feed')).toHaveLength(1);
    expect(first.filter((e) => e.type === 'timer')).toHaveLength(25_000);
    expect(room.take(100_000)).toHaveLength(20_000);
  });

  it('after an overflow gives out no book before a snapshot that was asked for, and asks once it has emptied (R-13)', () => {
    let asked = 0;
    const room = new WaitingRoom(
      () => undefined,
      () => asked++,
    );
    const old: BookUpdate = { ...delta('A', [1, 5]), kind: 'snapshot' };
    for (let i = 0; i < 20_001; i++) room.push(i % 2 === 0 ? trade('A') : old);
    room.push(old);
    const types: string[] = [];
    for (let events = room.take(512); events.length > 0; events = room.take(512)) {
      types.push(...events.map((event) => event.type));
    }
    expect(types[0]).toBe('feed');
    expect(new Set(types.slice(1))).toEqual(new Set(['trade']));
    expect(asked).toBe(1);
    room.push(old);
    expect(room.size).toBe(0);
    room.expectSnapshots();
    room.push(old);
    expect(room.take(1)).toEqual([old]);
    expect(asked).toBe(1);
  });

  it('asks for fresh books also where nothing but books waited', () => {
    let asked = 0;
    const room = new WaitingRoom(
      () => undefined,
      () => asked++,
    );
    for (let i = 0; i < 20_001; i++) room.push(delta('A', [1, 5]));
    expect(room.take(512).map((event) => event.type)).toEqual(['feed']);
    expect(asked).toBe(1);
  });

  it('holds market data back while a warm-up is on its way', () => {
    const room = new WaitingRoom(() => undefined);
    room.holdMarket();
    room.push(trade('A'));
    expect(room.size).toBe(0);
    expect(room.take(10)).toEqual([]);
    room.releaseMarket();
    expect(room.take(10)).toHaveLength(1);
  });

  it('holds market data back until everybody has released it', () => {
    const room = new WaitingRoom(() => undefined);
    room.holdMarket();
    room.holdMarket();
    room.push(trade('A'));
    expect(room.size).toBe(0);
    room.releaseMarket();
    expect(room.size).toBe(0);
    room.releaseMarket();
    expect(room.size).toBe(1);
  });
});
