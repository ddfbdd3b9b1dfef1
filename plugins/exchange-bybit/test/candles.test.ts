import type { Bar } from '@botrc/sdk';
import { describe, expect, it } from 'vitest';
import { fetchCandles } from '../src/candles.ts';
import type { Rest } from '../src/rest.ts';
import { BTC } from './support/markets.ts';

const STEP = 60_000;
const T = 1_786_310_760_000;

/** The venue's kline endpoint over `count` minutes from T; the newest one is open `ageMs` after its start. */
function venue(count: number, ageMs: number, change: (row: string[]) => unknown = (row) => row) {
  const timeMs = T + (count - 1) * STEP + ageMs;
  const asked: Record<string, string | number>[] = [];
  const rest: Rest = {
    close: () => undefined,
    get: async (_, params) => {
      asked.push(params);
      const limit = Number(params.limit ?? 200);
      const end = Number(params.end ?? timeMs);
      const list = Array.from({ length: count }, (_row, i) => [
        String(T + i * STEP),
        '2',
        '3',
        '1',
        '2.5',
        '7.5',
        '15',
      ])
        .filter(([start]) => Number(start) <= end)
        .reverse()
        .slice(0, Math.min(limit, 1000))
        .map(change);
      return { result: { list }, timeMs };
    },
  };
  return { rest, asked };
}

const minutes = (bars: readonly Bar[]): number[] => bars.map((bar) => (bar.openMs - T) / STEP);
const never = (error: unknown): never => expect.unreachable(String(error));

describe('candles from REST', () => {
  it('are confirmed bars, oldest first, in exact integers', async () => {
    const { rest } = venue(5, 30_000);
    const { bars } = await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 3 }, never);
    expect(minutes(bars)).toEqual([1, 2, 3]);
    expect(bars[0]).toEqual({
      type: 'bar',
      instrument: 'BTCUSDT',
      interval: '1m',
      openMs: T + STEP,
      time: T + 2 * STEP,
      open: 2000,
      high: 3000,
      low: 1000,
      close: 2500,
      volume: 7500,
    });
  });

  it('leave out one that closed less than a second ago', async () => {
    const { rest } = venue(5, 999);
    const { settlesInMs } = await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 3 }, never);
    expect(settlesInMs).toBe(1);
    expect(
      minutes((await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 3 }, never)).bars),
    ).toEqual([0, 1, 2]);
  });

  it('are as many as asked for, up to 1000, whatever the open candle takes', async () => {
    const { rest, asked } = venue(1500, 10);
    const { bars } = await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 1000 }, never);
    expect(minutes(bars)).toEqual(Array.from({ length: 1000 }, (_, i) => 498 + i));
    expect(asked.map(({ limit }) => limit)).toEqual([1000, 4]);
  });

  it('close at or before toMs', async () => {
    const { rest } = venue(100, 30_000);
    const request = { instrument: BTC, interval: '1m', limit: 2 } as const;
    expect(minutes((await fetchCandles(rest, { ...request, toMs: T + 50 * STEP }, never)).bars)).toEqual([
      48, 49,
    ]);
    expect(minutes((await fetchCandles(rest, { ...request, toMs: T + 50 * STEP - 1 }, never)).bars)).toEqual([
      47, 48,
    ]);
    expect(minutes((await fetchCandles(rest, { ...request, toMs: T + 1000 * STEP }, never)).bars)).toEqual([
      97, 98,
    ]);
  });

  it('are fewer where the venue has fewer', async () => {
    const { rest, asked } = venue(3, 30_000);
    expect(
      minutes((await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 500 }, never)).bars),
    ).toEqual([0, 1]);
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      'a close outside',
      (row: string[]) => (Number(row[0]) === T + STEP ? [...row.slice(0, 4), '9', '1'] : row),
    ],
    ['a short row', (row: string[]) => (Number(row[0]) === T + STEP ? row.slice(0, 3) : row)],
    ['a row of numbers', (row: string[]) => (Number(row[0]) === T + STEP ? row.map(Number) : row)],
    ['no row at all', (row: string[]) => (Number(row[0]) === T + STEP ? null : row)],
    [
      'a start that is no time',
      (row: string[]) => (Number(row[0]) === T + STEP ? ['1e3', ...row.slice(1)] : row),
    ],
  ])('without the one that has %s', async (_, change) => {
    const { rest } = venue(4, 30_000, change);
    const refused: unknown[] = [];
    const { bars } = await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 9 }, (e) =>
      refused.push(e),
    );
    expect(minutes(bars)).toEqual([0, 2]);
    expect(refused).toHaveLength(1);
  });

  it('are each there once, whatever order the venue sends', async () => {
    const rest: Rest = {
      close: () => undefined,
      get: async () => ({
        result: {
          list: [3, 1, 2, 2, 0].map((n) => [String(T + n * STEP), '2', '3', '1', '2.5', '7.5']),
        },
        timeMs: T + 10 * STEP,
      }),
    };
    const refused: unknown[] = [];
    const { bars } = await fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 3 }, (e) =>
      refused.push(e),
    );
    expect(minutes(bars)).toEqual([0, 1, 3]);
    expect(refused).toHaveLength(2);
  });

  it('fail with a code where there is no list', async () => {
    const rest: Rest = { close: () => undefined, get: async () => ({ result: {}, timeMs: T }) };
    await expect(
      fetchCandles(rest, { instrument: BTC, interval: '1m', limit: 3 }, never),
    ).rejects.toMatchObject({
      code: 'BOTRC_WIRE_FORMAT',
    });
  });
});
