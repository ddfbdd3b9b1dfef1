import { describe, expect, it } from 'vitest';
import { type Bar, intervalMs, type Subscription } from '../../../src/sdk/index.ts';
import { commonStepMs, syntheticTape, testInstrument } from '../../../src/sdk/testkit/index.ts';

const btc = testInstrument('BTCUSDT');
const eth = testInstrument('ETHUSDT', { tick: 1 });
const bar = (instrument: string, interval: Bar['interval']): Subscription => ({
  stream: 'bar',
  instrument,
  interval,
});
const make = (seed: string, subscriptions: Subscription[], steps = 2000) =>
  syntheticTape({ seed, instruments: [btc, eth], subscriptions, steps });
const barsOf = (subscriptions: Subscription[], steps?: number): Bar[] =>
  make('a', subscriptions, steps).entries.flatMap(({ event }) => (event.type === 'bar' ? [event] : []));

describe('syntheticTape', () => {
  it('is the same for equal seeds and another for others', () => {
    const subs = [bar('BTCUSDT', '1m'), bar('ETHUSDT', '1m')];
    expect(make('a', subs)).toEqual(make('a', subs));
    expect(make('a', subs).entries).not.toEqual(make('b', subs).entries);
  });

  it('makes sound bars on the tick, one after the other, some of them without volume', () => {
    const bars = barsOf([bar('BTCUSDT', '1m')]);
    expect(bars).toHaveLength(2000);
    for (const [i, b] of bars.entries()) {
      expect(b.low).toBeLessThanOrEqual(Math.min(b.open, b.close));
      expect(b.high).toBeGreaterThanOrEqual(Math.max(b.open, b.close));
      expect([b.open, b.high, b.low, b.close].every((p) => p > 0 && p % btc.tick === 0)).toBe(true);
      expect(b.time - b.openMs).toBe(60_000);
      if (i > 0) expect([b.openMs, b.open]).toEqual([bars[i - 1]?.time, bars[i - 1]?.close]);
    }
    const silent = bars.filter((b) => b.volume === 0).length;
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThan(200);
  });

  it('makes long bars of the short ones', () => {
    const bars = barsOf([bar('BTCUSDT', '1m'), bar('BTCUSDT', '15m')]);
    const short = bars.filter((b) => b.interval === '1m');
    for (const [i, long] of bars.filter((b) => b.interval === '15m').entries()) {
      const parts = short.slice(15 * i, 15 * i + 15);
      expect(long).toMatchObject({
        openMs: parts[0]?.openMs,
        time: parts[14]?.time,
        open: parts[0]?.open,
        close: parts[14]?.close,
        high: Math.max(...parts.map((b) => b.high)),
        low: Math.min(...parts.map((b) => b.low)),
        volume: parts.reduce((sum, b) => sum + b.volume, 0),
      });
    }
  });

  it('hands everything over in order of time, never before it happened', () => {
    const { entries } = make('a', [
      bar('BTCUSDT', '5m'),
      { stream: 'book', instrument: 'BTCUSDT', depth: 50 },
      { stream: 'trade', instrument: 'ETHUSDT' },
      { stream: 'ticker', instrument: 'ETHUSDT' },
    ]);
    expect(new Set(entries.map((e) => e.event.type))).toEqual(new Set(['bar', 'book', 'trade', 'ticker']));
    for (const [i, { at, event }] of entries.entries()) {
      expect(at).toBeGreaterThanOrEqual(entries[i - 1]?.at ?? 0);
      expect(at).toBeGreaterThanOrEqual(event.time);
      if (event.type === 'book') expect(event.bids[0]).toBeLessThan(event.asks[0] as number);
    }
  });

  it('stays near its price however long it runs', () => {
    const closes = barsOf([bar('BTCUSDT', '1m')], 50_000).map((b) => b.close);
    expect(Math.max(...closes) / Math.min(...closes)).toBeLessThan(10);
  });

  it('finds the step that intervals have in common', () => {
    expect(commonStepMs([])).toBe(60_000);
    expect(commonStepMs(['4h', '6h'])).toBe(intervalMs('2h'));
    expect(commonStepMs(['3m', '5m'])).toBe(60_000);
  });
});
