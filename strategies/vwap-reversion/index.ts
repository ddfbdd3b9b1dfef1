// Fades stretched prices: where the close is far from the rolling VWAP it bets on the way back to it.
import { createAtr, createVwap, pushAtr, pushVwap, typicalPrice } from '@botrc/indicators';
import { defineStrategy, fromFloat, INTERVALS } from '@botrc/sdk';
import { z } from 'zod';

const params = z.object({
  interval: z.enum(INTERVALS).default('1m').describe('Length of the bars it looks at'),
  window: z.int().min(2).max(500).default(20).describe('Bars in the rolling VWAP'),
  atr: z.int().min(2).max(250).default(14).describe('Bars in the average true range (exponential)'),
  k: z.number().positive().max(20).default(1.2).describe('How far is far: average true ranges from the VWAP'),
  stopAtr: z.number().positive().max(20).default(1.5).describe('Stop distance in average true ranges'),
});

export default defineStrategy({
  name: 'vwap-reversion',
  version: '0.1.0',
  params,

  subscribe: ({ interval }, { instruments }) =>
    instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval })),

  warmup: ({ interval, window, atr }) => ({ [interval]: Math.max(window, 4 * atr) }),

  create({ window, atr, k, stopAtr }, { instruments }) {
    const remember = () => ({
      vwap: createVwap(window),
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
        const vwap = pushVwap(mind.vwap, typicalPrice(bar), bar.volume)?.middle;
        const range = pushAtr(mind.atr, bar);
        if (vwap === undefined || range === undefined || range === 0) return;

        const side = Math.sign(bar.close - vwap);
        const touched = bar.low <= vwap && vwap <= bar.high;
        if (touched || side !== mind.faded) mind.faded = 0;

        const held = Math.sign(context.position(bar.instrument).quantity);
        if (held !== 0) {
          // The target stands where the VWAP was at the entry; it has moved since, and where it is now counts.
          if (!touched && side !== held) return;
          return { type: 'exit', instrument: bar.instrument, reason: 'the price is back at the VWAP' };
        }

        const stretch = Math.abs(bar.close - vwap) / range;
        if (mind.faded !== 0 || stretch <= k) return;
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
