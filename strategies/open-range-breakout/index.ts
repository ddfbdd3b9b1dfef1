// Open-range breakout (T-3): the first minutes of a session set a range; a close beyond it is followed, and whatever
// is held is closed before the session ends.
import { type Bar, createCalendar, defineStrategy, fromFloat, intervalMs, tradingDayAt } from '@botrc/sdk';
import { params } from './params.ts';

export default defineStrategy({
  name: 'open-range-breakout',
  version: '0.1.0',
  params,

  subscribe: ({ interval }, { instruments }) =>
    instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval })),

  // Enough that a start in the middle of a session still sees its opening range, as far as history reaches.
  warmup: ({ interval }) => ({ [interval]: Math.min(1000, 86_400_000 / intervalMs(interval)) }),

  create(options, { instruments }) {
    const calendar = createCalendar(options.session);
    const { rangeMinutes, flatMinutes, noEntryMinutes } = options;
    const state = Object.fromEntries(
      instruments.map(({ id }) => [id, { sessionMs: 0, high: 0, low: 0, toldMs: 0, beyond: 0, entries: 0 }]),
    );

    return {
      state,

      onBar(bar, context) {
        const mind = state[bar.instrument];
        if (!mind) return;
        const session = tradingDayAt(calendar, bar.openMs);
        const held = context.position(bar.instrument).quantity;
        const exit = (reason: string) => ({ type: 'exit', instrument: bar.instrument, reason }) as const;
        if (!session) return held === 0 ? undefined : exit('the session is closed');
        if (mind.sessionMs !== session.openMs) {
          Object.assign(mind, {
            sessionMs: session.openMs,
            high: 0,
            low: 0,
            toldMs: 0,
            beyond: 0,
            entries: 0,
          });
        }
        const left = session.closeMs - bar.time;
        if (held !== 0 && left <= flatMinutes * 60_000) return exit('flat before the session closes');

        if (bar.time <= session.openMs + rangeMinutes * 60_000) {
          widen(mind, bar);
          return;
        }
        // A range with a hole in it is none.
        const height = mind.high - mind.low;
        if (mind.toldMs < rangeMinutes * 60_000 || height === 0) return;
        const reach = options.breakoutMult * height;
        const side = bar.close > mind.high + reach ? 1 : bar.close < mind.low - reach ? -1 : 0;
        // Only the close that leaves the range is a breakout: what happened before a start is not chased.
        const isNew = side !== 0 && side !== mind.beyond;
        mind.beyond = side;
        if (!isNew || !context.warm || held !== 0 || mind.entries >= options.entriesPerSession) return;
        if (left <= Math.max(noEntryMinutes, flatMinutes) * 60_000) return;
        mind.entries++;

        const stop = side > 0 ? mind.low : mind.high;
        const risk = Math.abs(bar.close - stop);
        const target = bar.close + side * fromFloat(options.targetR * risk, 0);
        if (stop <= 0 || target <= 0) return;
        return {
          type: 'signal',
          instrument: bar.instrument,
          side: side > 0 ? 'buy' : 'sell',
          stop,
          ...(options.targetR > 0 && { targets: [{ price: target, fraction: 1 }] }),
          reason: `close ${side > 0 ? 'above' : 'below'} the range of the first ${rangeMinutes} minutes`,
        };
      },
    };
  },
});

function widen(range: { high: number; low: number; toldMs: number }, bar: Bar): void {
  range.high = range.toldMs === 0 ? bar.high : Math.max(range.high, bar.high);
  range.low = range.toldMs === 0 ? bar.low : Math.min(range.low, bar.low);
  range.toldMs += bar.time - bar.openMs;
}
