import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BuiltBar,
  closeBar,
  createBarBuilder,
  pushBar,
  pushTradeBar,
} from '../../src/indicators/index.ts';
import { type Bar, INTERVALS, type Interval, intervalMs, type Trade } from '../../src/sdk/index.ts';

const MINUTE = 60_000;
/** 2024-01-01, a midnight. */
const START = 1_704_067_200_000;

function bar(openMs: number, price: number, fields: Partial<Bar> = {}): Bar {
  const interval = fields.interval ?? '1m';
  return {
    type: 'bar',
    instrument: 'BTCUSDT',
    interval,
    openMs,
    time: openMs + intervalMs(interval),
    open: price,
    high: price + 2,
    low: price - 2,
    close: price + 1,
    volume: 10,
    ...fields,
  };
}
const minutes = (...at: number[]): Bar[] => at.map((i) => bar(START + i * MINUTE, 100 + i));
const build = (interval: Interval, bars: readonly Bar[]): BuiltBar[] => {
  const builder = createBarBuilder(interval);
  return bars.flatMap((b) => [...pushBar(builder, b)]);
};

/** Everything at once, by grouping: the answer a builder must come to piece by piece. */
function grouped(interval: Interval, bars: readonly Bar[]): BuiltBar[] {
  const length = intervalMs(interval);
  const groups = new Map<number, Bar[]>();
  for (const b of bars) {
    const openMs = Math.floor(b.openMs / length) * length;
    groups.set(openMs, [...(groups.get(openMs) ?? []), b]);
  }
  const opens = [...groups.keys()];
  return [...groups].map(([openMs, parts], i) => {
    const before = opens[i - 1];
    return {
      bar: bar(openMs, 0, {
        interval,
        open: parts[0]!.open,
        high: Math.max(...parts.map((p) => p.high)),
        low: Math.min(...parts.map((p) => p.low)),
        close: parts.at(-1)!.close,
        volume: parts.reduce((sum, p) => sum + p.volume, 0),
      }),
      missingMs: length - parts.reduce((sum, p) => sum + intervalMs(p.interval), 0),
      skipped: before === undefined ? 0 : (openMs - before) / length - 1,
    };
  });
}

describe('bars of a longer interval', () => {
  it('come with the last of their parts, aligned to the exchange, and never before', () => {
    const builder = createBarBuilder('5m');
    const told = minutes(0, 1, 2, 3, 4).map((b) => pushBar(builder, b).length);
    expect(told).toEqual([0, 0, 0, 0, 1]);
    expect(build('5m', minutes(0, 1, 2, 3, 4))).toEqual([
      {
        bar: bar(START, 0, { interval: '5m', open: 100, high: 106, low: 98, close: 105, volume: 50 }),
        missingMs: 0,
        skipped: 0,
      },
    ]);
  });

  it('say what they lack: the start of the first, a hole in the middle, whole bars', () => {
    const built = build('5m', minutes(3, 4, 5, 7, 8, 9, 21, 22, 23, 24));
    expect(built.map((b) => [(b.bar.openMs - START) / MINUTE, b.missingMs / MINUTE, b.skipped])).toEqual([
      [0, 3, 0],
      [5, 1, 0],
      [20, 1, 2],
    ]);
  });

  it('whose last part never came are told with the first bar after them, and not made up', () => {
    const built = build('5m', minutes(0, 1, 2, 3, 6));
    expect(built).toHaveLength(1);
    expect(built[0]).toMatchObject({ missingMs: MINUTE, bar: { openMs: START, close: 104 } });
  });

  it('take nothing twice and nothing of the past', () => {
    expect(build('5m', minutes(0, 1, 1, 2, 0, 3, 4, 4, 2))).toEqual(build('5m', minutes(0, 1, 2, 3, 4)));
  });

  it('can be of the same length', () => {
    expect(build('1m', minutes(0, 2)).map((b) => [b.bar.openMs, b.skipped])).toEqual([
      [START, 0],
      [START + 2 * MINUTE, 1],
    ]);
  });

  it('cannot be built from bars that do not divide them', () => {
    const builder = createBarBuilder('5m');
    expect(() => pushBar(builder, bar(START, 1, { interval: '3m' }))).toThrow('do not divide');
    expect(() => pushBar(builder, bar(START, 1, { interval: '15m' }))).toThrow('do not divide');
  });

  it('equal the grouping of any bars with any holes; cutting off the future changes none that came before', () => {
    const pairs = INTERVALS.flatMap((part) =>
      INTERVALS.filter((whole) => intervalMs(whole) % intervalMs(part) === 0).map((whole) => ({
        part,
        whole,
      })),
    );
    const held = fc.array(fc.boolean(), { maxLength: 150 });
    fc.assert(
      fc.property(fc.constantFrom(...pairs), held, fc.nat(), ({ part, whole }, keep, cut) => {
        const step = intervalMs(part);
        const bars = keep.flatMap((kept, i) =>
          kept ? [bar(START + i * step, 1000 + ((i * 37) % 11), { interval: part })] : [],
        );
        const all = build(whole, bars);
        const want = grouped(whole, bars);
        // The last group is told only where its time is over.
        const isOver = bars.length > 0 && bars.at(-1)!.time === want.at(-1)!.bar.time;
        expect(all).toEqual(isOver ? want : want.slice(0, -1));
        const part1 = build(whole, bars.slice(0, cut % (bars.length + 1)));
        expect(all.slice(0, part1.length)).toEqual(part1);
        for (const { bar: b } of all) expect(b.openMs % intervalMs(whole)).toBe(0);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});

describe('bars from trades', () => {
  const trade = (ms: number, price: number, quantity = 1): Trade => ({
    type: 'trade',
    instrument: 'BTCUSDT',
    time: START + ms,
    id: String(ms),
    side: 'buy',
    price,
    quantity,
  });

  it('are over with the first trade of a later one, and say what they lack', () => {
    const builder = createBarBuilder('1m');
    const told = [trade(20_000, 5), trade(59_999, 9, 2), trade(60_000, 7), trade(190_000, 8)];
    const built = told.map((t) => pushTradeBar(builder, t));
    expect(built.map((b) => b.length)).toEqual([0, 0, 1, 1]);
    expect(built.flat()).toEqual([
      {
        bar: bar(START, 0, { open: 5, high: 9, low: 5, close: 9, volume: 3 }),
        missingMs: 20_000,
        skipped: 0,
      },
      {
        bar: bar(START + MINUTE, 0, { open: 7, high: 7, low: 7, close: 7, volume: 1 }),
        missingMs: 0,
        skipped: 0,
      },
    ]);
    expect(closeBar(builder, START + 239_999)).toEqual([]);
    expect(closeBar(builder, START + 240_000)).toMatchObject([
      { skipped: 1, bar: { openMs: START + 180_000 } },
    ]);
    expect(closeBar(builder, START + 300_000)).toEqual([]);
  });

  it('take no trade of a bar that was told', () => {
    const builder = createBarBuilder('1m');
    pushTradeBar(builder, trade(1000, 5));
    closeBar(builder, START + MINUTE);
    expect(pushTradeBar(builder, trade(59_000, 500))).toEqual([]);
    expect(pushTradeBar(builder, trade(121_000, 6))).toEqual([]);
    expect(closeBar(builder, START + 180_000)).toMatchObject([
      { skipped: 1, missingMs: 0, bar: { high: 6 } },
    ]);
  });
});

const GAPPY = fileURLToPath(
  new URL('../../../shared/data/dirty_BTC_1m_gappy_2017-11.json.gz', import.meta.url),
);

describe.skipIf(!existsSync(GAPPY))('a real file with 700 missing minutes', () => {
  it('gives an hour for each hour that has a minute, and accounts for every missing one', () => {
    const rows = JSON.parse(gunzipSync(readFileSync(GAPPY)).toString()) as number[][];
    const whole8 = (x: number): number => Math.round(x * 1e8);
    const bars = rows.map(([openMs, o, h, l, c, v]) =>
      bar(openMs!, 0, {
        open: whole8(o!),
        high: whole8(h!),
        low: whole8(l!),
        close: whole8(c!),
        volume: whole8(v!),
      }),
    );
    const built = build('1h', bars);
    const last = bars.at(-1)!.time;
    const whole = bars.filter((b) => b.openMs < Math.floor(last / 3_600_000) * 3_600_000);
    expect(built).toEqual(grouped('1h', whole));
    const first = Math.floor(bars[0]!.openMs / 3_600_000) * 3_600_000;
    const told = built.reduce((sum, b) => sum + 60 - b.missingMs / MINUTE, 0);
    const missing = built.reduce((sum, b) => sum + b.missingMs / MINUTE + 60 * b.skipped, 0);
    expect(told).toBe(whole.length);
    expect(told + missing).toBe((built.at(-1)!.bar.time - first) / MINUTE);
    expect(missing).toBeGreaterThan(600);
  });
});
