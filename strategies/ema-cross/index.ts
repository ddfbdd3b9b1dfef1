// A whole strategy in one file: buy when a fast average of the price crosses above a slow one, sell when it
// crosses below. Copy this folder to start your own.
import { createAtr, createEma, pushAtr, pushEma } from '@botrc/indicators';
import { defineStrategy, fromFloat, INTERVALS, type Side } from '@botrc/sdk';
import { z } from 'zod';

/** What a profile may set. Anything left out takes its default. */
const params = z
  .object({
    interval: z.enum(INTERVALS).default('1m').describe('Length of the bars it looks at'),
    fast: z.int().min(2).max(250).default(9).describe('Bars in the fast average'),
    slow: z.int().min(2).max(250).default(21).describe('Bars in the slow average, more than in the fast one'),
    atr: z.int().min(2).max(250).default(14).describe('Bars in the average true range'),
    stopAtr: z.number().positive().max(20).default(2).describe('Stop distance in average true ranges'),
    targetR: z.number().positive().max(20).default(2).describe('Target distance in stop distances'),
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'fast must be less than slow' });

export default defineStrategy({
  name: 'ema-cross',
  version: '0.1.0',
  params,

  // Which market data to bring: bars of every instrument that the profile gives us.
  subscribe: ({ interval }, { instruments }) =>
    instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval })),

  // How many past bars to play in first, so that the averages do not depend on when the bot was started.
  warmup: ({ interval, slow, atr }) => ({ [interval]: 4 * Math.max(slow, atr) }),

  create({ fast, slow, atr, stopAtr, targetR }, { instruments }) {
    // Everything we must remember lives in one plain record, so that the bot can save it and bring it back.
    const remember = () => ({
      fast: createEma(fast),
      slow: createEma(slow),
      atr: createAtr(atr),
      above: null as boolean | null, // Was the fast average above the slow one, a bar ago?
      want: null as Side | null, // What the last cross told us to do and we have not done yet.
    });
    const state = Object.fromEntries(instruments.map(({ id }) => [id, remember()]));

    return {
      state,

      // Called once for every finished bar. What we return is a wish: the bot sizes it and checks the risk.
      onBar(bar, context) {
        const mind = state[bar.instrument];
        if (!mind) return;
        const fastAverage = pushEma(mind.fast, bar.close);
        const slowAverage = pushEma(mind.slow, bar.close);
        const range = pushAtr(mind.atr, bar);
        if (fastAverage === undefined || slowAverage === undefined || range === undefined) return; // Too early.

        const above = fastAverage > slowAverage;
        if (mind.above !== null && mind.above !== above) mind.want = above ? 'buy' : 'sell';
        mind.above = above;
        const side = mind.want;
        if (side === null) return;

        const direction = side === 'buy' ? 1 : -1;
        const held = Math.sign(context.position(bar.instrument).quantity);
        // Never turn around in one step: close first, and enter on a later bar, when nothing is held any more.
        if (held === -direction) {
          return { type: 'exit', instrument: bar.instrument, reason: 'the averages crossed the other way' };
        }
        mind.want = null;
        if (held === direction) return;

        // Prices are whole numbers of the instrument's smallest unit; `risk` is the stop's distance, rounded tighter.
        const risk = fromFloat(stopAtr * range, 0, 'down');
        const stop = bar.close - direction * risk;
        const target = bar.close + direction * fromFloat(targetR * risk, 0);
        if (risk === 0 || stop <= 0 || target <= 0 || target === bar.close) return; // The price does not move.
        return {
          type: 'signal',
          instrument: bar.instrument,
          side,
          stop,
          targets: [{ price: target, fraction: 1 }],
          reason: `EMA ${fast} crossed ${above ? 'above' : 'below'} EMA ${slow}`,
        };
      },
    };
  },
});
