import { describe, expect, it } from 'vitest';
import { backoffMs } from '../src/backoff.ts';
import type { TopicState } from '../src/public.ts';
import { Silence } from '../src/silence.ts';

const BOOK = 'orderbook.50.BTCUSDT';
const TICKER = 'tickers.BTCUSDT';
const QUIET = ['kline.1.BTCUSDT', 'publicTrade.BTCUSDT'];

function watch() {
  const silence = new Silence(5000);
  const states = new Map<string, TopicState>();
  const say = (topic: string, update: number, waiting = false): void => {
    states.set(topic, { messages: (states.get(topic)?.messages ?? 0) + 1, update, waiting });
  };
  const stale = (nowMs: number, topics: string[] = [BOOK, TICKER, ...QUIET]): string[] =>
    silence.stale(topics, { state: (topic) => states.get(topic) }, nowMs);
  return { silence, say, stale };
}

describe('silence', () => {
  it('is measured from the last message of a book', () => {
    const { say, stale } = watch();
    say(BOOK, 1);
    say(TICKER, -1);
    expect(stale(0)).toEqual([]);
    expect(stale(4999)).toEqual([]);
    say(BOOK, 2);
    expect(stale(5000)).toEqual([]);
    expect(stale(9999)).toEqual([]);
    expect(stale(10_000)).toEqual([BOOK]);
  });

  it('counts from the connection where no first message comes, for what needs a snapshot only', () => {
    const { stale } = watch();
    expect(stale(0)).toEqual([]);
    expect(stale(5000)).toEqual([BOOK, TICKER]);
    // Each finding grants the answer its time.
    expect(stale(5001)).toEqual([]);
    expect(stale(10_000)).toEqual([BOOK, TICKER]);
  });

  it('is no fault of a ticker, which may have nothing to say', () => {
    const { say, stale } = watch();
    say(TICKER, -1);
    expect(stale(0, [TICKER])).toEqual([]);
    expect(stale(60_000, [TICKER])).toEqual([]);
  });

  it('does not count what a book sends while it waits for a snapshot', () => {
    const { say, stale } = watch();
    say(BOOK, 1);
    stale(0, [BOOK]);
    for (let t = 1000; t < 5000; t += 1000) {
      say(BOOK, 1, true);
      expect(stale(t, [BOOK])).toEqual([]);
    }
    expect(stale(5000, [BOOK])).toEqual([BOOK]);
  });

  it('is granted twice as long to a book that had missed nothing, and as before once it had', () => {
    const { say, stale } = watch();
    say(BOOK, 7);
    stale(0, [BOOK]);
    expect(stale(5000, [BOOK])).toEqual([BOOK]);
    say(BOOK, 7);
    expect(stale(6000, [BOOK])).toEqual([]);
    expect(stale(15_999, [BOOK])).toEqual([]);
    expect(stale(16_000, [BOOK])).toEqual([BOOK]);
    say(BOOK, 20);
    expect(stale(17_000, [BOOK])).toEqual([]);
    expect(stale(22_000, [BOOK])).toEqual([BOOK]);
  });

  it('renewals in a row are numbered, and begin again after a calm', () => {
    const { silence } = watch();
    expect([0, 1000, 2000, 20_000].map((nowMs) => silence.renewed(BOOK, nowMs))).toEqual([0, 1, 2, 0]);
  });
});

describe('backoff', () => {
  it('doubles from 200 ms to 3 s, less up to a half', () => {
    const most = [0, 1, 2, 3, 4, 5, 1000].map((attempt) => backoffMs(attempt, () => 1));
    const least = [0, 1, 2, 3, 4, 5, 1000].map((attempt) => backoffMs(attempt, () => 0));
    expect(most).toEqual([200, 400, 800, 1600, 3000, 3000, 3000]);
    expect(least).toEqual([100, 200, 400, 800, 1500, 1500, 1500]);
  });
});
