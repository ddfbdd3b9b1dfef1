// Fades stretched prices: where the close is far from the rolling VWAP it bets on the way back to it.
import {
  createAtr,
  createSessionVwap,
  createVwap,
  pushAtr,
  pushSessionVwap,
  pushVwap,
  startSession,
  typicalPrice,
} from '@botrc/indicators';
import { createCalendar, defineStrategy, fromFloat, tradingDayAt } from '@botrc/sdk';
import { params } from './params.ts';

export default defineStrategy({
  name: 'vwap-reversion',
  version: '0.1.0',
  params,

  subscribe: ({ interval }, { instruments }) =>
    instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval })),

  warmup: ({ interval, window, atr }) => ({ [interval]: Math.max(window, 4 * atr) }),

  create({ window, atr, k, stopAtr, session, anchor, flatMinutes, noEntryMinutes }, { instruments }) {
    const calendar = session && createCalendar(session);
    const isOfSession = anchor === 'session';
    const remember = () => ({
      vwap: isOfSession ? undefined : createVwap(window),
      sessionVwap: isOfSession ? createSessionVwap() : undefined,
      sessionMs: 0,
      atr: createAtr(atr, 'ema'),
      // The side of the VWAP (1 above, -1 below) whose excursion was traded: one entry for each, and 0 again once
      // the price has been back at the VWAP or beyond it.
      faded: 0,
    });
    const state = Object.fromEntries(instruments.map(({ id }) => [id, remember()]));

    return {
      state,

      onBar(bar, context) {
        const mind = state[bar.instrument];
        if (!mind) return;
        const day = calendar && tradingDayAt(calendar, bar.openMs);
        const held = Math.sign(context.position(bar.instrument).quantity);
        const exit = (reason: string) => ({ type: 'exit', instrument: bar.instrument, reason }) as const;
        // What is traded outside the session says nothing of it.
        if (calendar && !day) return held === 0 ? undefined : exit('the session is closed');
        if (day && day.openMs !== mind.sessionMs) {
          mind.sessionMs = day.openMs;
          mind.faded = 0;
          if (mind.sessionVwap) startSession(mind.sessionVwap);
        }
        const price = typicalPrice(bar);
        const vwap = mind.sessionVwap
          ? pushSessionVwap(mind.sessionVwap, price, bar.volume)?.middle
          : mind.vwap && pushVwap(mind.vwap, price, bar.volume)?.middle;
        const range = pushAtr(mind.atr, bar);
        const leftMs = day ? day.closeMs - bar.time : Number.POSITIVE_INFINITY;
        if (held !== 0 && leftMs <= flatMinutes * 60_000) return exit('flat before the session closes');
        if (vwap === undefined || range === undefined || range === 0) return;

        const side = Math.sign(bar.close - vwap);
        const touched = bar.low <= vwap && vwap <= bar.high;
        if (touched || side !== mind.faded) mind.faded = 0;

        if (held !== 0) {
          // The target stands where the VWAP was at the entry; it has moved since, and where it is now counts.
          if (!touched && side !== held) return;
          return exit('the price is back at the VWAP');
        }

        const stretch = Math.abs(bar.close - vwap) / range;
        if (mind.faded !== 0 || stretch <= k) return;
        if (leftMs <= Math.max(noEntryMinutes, flatMinutes) * 60_000) return;
        mind.faded = side;

        // Below the VWAP it buys, above it sells. `risk` is rounded tighter, in the instrument's price units.
        const direction = -side;
        const risk = fromFloat(stopAtr * range, 0, 'down');
        const stop = bar.close - direction * risk;
        const target = fromFloat(vwap, 0, side < 0 ? 'floor' : 'ceil');
        if (risk === 0 || stop <= 0 || (target - bar.close) * direction <= 0) return;
        return {
          type: 'signal',
          instrument: bar.instrument,
          side: side < 0 ? 'buy' : 'sell',
          stop,
          targets: [{ price: target, fraction: 1 }],
          reason: `close ${stretch.toFixed(1)} ATR ${side < 0 ? 'below' : 'above'} the VWAP`,
        };
      },
    };
  },
});
