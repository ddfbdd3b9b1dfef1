import type { Bar } from '../../market/events.ts';
import { INTERVALS, type Interval } from '../../values/time.ts';
import { expectEqual, expectTrue, type Suite } from '../suite.ts';
import type { ExchangeHarness } from './harness.ts';
import { connected, refusal } from './session.ts';
import { expectBar } from './shapes.ts';

/** Bars of the past. */
export const historyCases: Suite<ExchangeHarness> = [
  {
    id: 'EX-10',
    title:
      'gives history of every declared interval: confirmed, aligned, oldest first, no more than asked for',
    run: connected(async ({ exchange, instrument, now }) => {
      for (const interval of exchange.capabilities().intervals) {
        const bars = await exchange.history({ instrument, interval, limit: 5 });
        expectTrue(bars.length >= 1 && bars.length <= 5, `${interval}: ${bars.length} bars, 1 to 5 expected`);
        expectHistory(bars, instrument, interval);
        expectTrue(bars[bars.length - 1]!.time <= now(), `${interval}: a bar that has not closed yet`);
      }
    }),
  },
  {
    id: 'EX-11',
    title: 'reaches back a thousand minutes at once',
    run: connected(async ({ exchange, instrument }) => {
      const bars = await exchange.history({ instrument, interval: '1m', limit: 1000 });
      expectHistory(bars, instrument, '1m');
      expectTrue(bars.length > 900 && bars.length <= 1000, `${bars.length} bars for a limit of 1000`);
    }),
  },
  {
    id: 'EX-12',
    title: 'ends history where it is told to, and tells the same bars again',
    run: connected(async ({ exchange, instrument }) => {
      const bars = await exchange.history({ instrument, interval: '1m', limit: 20 });
      const toMs = bars[9]?.time;
      expectTrue(toMs !== undefined, 'fewer than ten bars of history');
      const earlier = await exchange.history({ instrument, interval: '1m', limit: 10, toMs });
      expectEqual(earlier.slice(-5), bars.slice(5, 10), 'the bars before toMs');
    }),
  },
  {
    id: 'EX-13',
    title: 'refuses history of an unlisted instrument, or of an interval it does not declare',
    run: connected(async ({ exchange, instrument, harness }) => {
      const unlisted = harness.unlisted ?? 'NOSUCHUSDT';
      await refusal(exchange.history({ instrument: unlisted, interval: '1m', limit: 5 }), unlisted);
      const declared: readonly string[] = exchange.capabilities().intervals;
      const other = [...INTERVALS, '7m'].find((interval) => !declared.includes(interval));
      if (other === undefined) return;
      await refusal(exchange.history({ instrument, interval: other as Interval, limit: 5 }), other);
    }),
  },
];

function expectHistory(bars: readonly Bar[], instrument: string, interval: Interval): void {
  let before = 0;
  for (const bar of bars) {
    expectEqual(bar.type, 'bar', 'type');
    expectEqual([bar.instrument, bar.interval], [instrument, interval], 'what was asked for');
    expectBar(bar);
    expectTrue(bar.openMs > before, `${interval}: bar ${bar.openMs} after ${before}`);
    before = bar.openMs;
  }
}
