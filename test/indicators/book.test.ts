import { describe, expect, it } from 'vitest';
import { bookImbalance, bookSpread, microprice } from '../../src/indicators/index.ts';
import type { BookSideView, BookView } from '../../src/sdk/index.ts';

const side = (...levels: [price: number, size: number][]): BookSideView => ({
  length: levels.length,
  price: (i) => levels[i]?.[0],
  size: (i) => levels[i]?.[1],
});
const book = (bids: BookSideView, asks: BookSideView): BookView => ({ bids, asks });
const full = book(side([100, 30], [99, 10], [98, 60]), side([102, 10], [103, 10]));

describe('book features', () => {
  it('imbalance counts the named depth and no more', () => {
    expect(bookImbalance(full, 1)).toBe((30 - 10) / 40);
    expect(bookImbalance(full, 2)).toBe((40 - 20) / 60);
    expect(bookImbalance(full, 50)).toBe((100 - 20) / 120);
  });

  it('microprice leans to the side where less waits', () => {
    expect(microprice(full)).toBe((100 * 10 + 102 * 30) / 40);
    expect(microprice(book(side([100, 5]), side([101, 5])))).toBe(100.5);
  });

  it('spread is ask minus bid, negative in a crossed book', () => {
    expect(bookSpread(full)).toBe(2);
    expect(bookSpread(book(side([103, 1]), side([102, 1])))).toBe(-1);
  });

  it.each([
    ['no bids', book(side(), side([102, 1]))],
    ['no asks', book(side([100, 1]), side())],
    ['nothing', book(side(), side())],
  ])('a book with %s has no features', (_, empty) => {
    expect([bookImbalance(empty, 5), microprice(empty), bookSpread(empty)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a depth of 0 counts nothing', () => expect(bookImbalance(full, 0)).toBeUndefined());
});
