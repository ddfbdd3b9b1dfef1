// Trend pullback (T-2, F-2): with the trend of the hour, a 5-minute pullback that has turned is bought (or sold), and
// the rest of the position follows the price with a trailing stop.
import {
  type Adx,
  type BarBuilder,
  createAdx,
  createAtr,
  createBarBuilder,
  createDonchian,
  createEma,
  createRsi,
  type Ema,
  pushAdx,
  pushAtr,
  pushBar,
  pushDonchian,
  pushEma,
  pushRsi,
} from '@botrc/indicators';
import { type Bar, defineStrategy, fromFloat } from '@botrc/sdk';
import { z } from 'zod';

const params = z
  .object({
    trendFast: z.int().min(2).max(60).default(20).describe('1-hour bars in the fast average of the trend'),
    trendSlow: z.int().min(3).max(80).default(50).describe('1-hour bars in the slow average of the trend'),
    adx: z.int().min(2).max(40).default(14).describe('1-hour bars in the directional movement index'),
    minAdx: z.number().min(0).max(100).default(20).describe('Least strength of the trend, by ADX'),
    rsi: z.int().min(2).max(100).default(14).describe('5-minute bars in the relative strength index'),
    pullback: z
      .number()
      .min(5)
      .max(50)
      .default(40)
      .describe('RSI that makes a pullback in an uptrend; 100 less it in a downtrend'),
    memory: z
      .int()
      .min(1)
      .max(200)
      .default(12)
      .describe('5-minute bars for which a pullback counts, and whose extreme bears the stop'),
    atr: z.int().min(2).max(250).default(14).describe('5-minute bars in the average true range'),
    stopAtr: z
      .number()
      .min(0)
      .max(20)
      .default(0.5)
      .describe('Average true ranges between the extreme and the stop'),
    targetR: z
      .number()
      .positive()
      .max(20)
      .default(1)
      .describe('Distance of the first target in stop distances'),
    targetFraction: z
      .number()
      .positive()
      .max(1)
      .default(0.5)
      .describe('Part of the position that leaves there'),
    trailAtr: z
      .number()
      .positive()
      .max(50)
      .default(3)
      .describe('Distance of the trailing stop in average true ranges'),
  })
  .refine(({ trendFast, trendSlow }) => trendFast < trendSlow, {
    path: ['trendFast'],
    error: 'trendFast must be less than trendSlow',
  });

export default defineStrategy({
  name: 'swing',
  version: '0.1.0',
  params,

  subscribe: (_, { instruments }) =>
    instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '5m' })),

  // Twelve 5-minute bars make one of the trend's.
  warmup: ({ trendSlow, adx, rsi, atr, memory }) => ({
    '5m': Math.min(1000, Math.max(12 * Math.max(trendSlow + 3, 2 * adx + 3), 4 * rsi, 4 * atr, memory)),
  }),

  create(options, { instruments }) {
    const { trendFast, trendSlow, adx, minAdx, rsi, pullback, memory, atr } = options;
    const state = Object.fromEntries(
      instruments.map(({ id }) => [
        id,
        {
          hours: createBarBuilder('1h'),
          fast: createEma(trendFast),
          slow: createEma(trendSlow),
          adx: createAdx(adx),
          trend: 0,
          rsi: createRsi(rsi),
          atr: createAtr(atr),
          recent: createDonchian(memory, 'last'),
          // Bars since the last pullback in an uptrend and in a downtrend; more than `memory`: none.
          sinceDip: memory + 1,
          sinceRise: memory + 1,
          high: 0,
          low: 0,
        },
      ]),
    );

    return {
      state,

      onBar(bar, context) {
        const mind = state[bar.instrument];
        if (!mind) return;
        mind.trend = trendOf(mind, bar, minAdx);
        const strength = pushRsi(mind.rsi, bar.close);
        const range = pushAtr(mind.atr, bar);
        const recent = pushDonchian(mind.recent, bar);
        const { high, low, trend } = mind;
        mind.high = bar.high;
        mind.low = bar.low;
        if (strength === undefined || range === undefined || recent === undefined) return;
        mind.sinceDip = strength < pullback ? 0 : Math.min(mind.sinceDip, memory) + 1;
        mind.sinceRise = strength > 100 - pullback ? 0 : Math.min(mind.sinceRise, memory) + 1;

        const held = Math.sign(context.position(bar.instrument).quantity);
        if (held !== 0) {
          if (trend !== -held) return;
          return { type: 'exit', instrument: bar.instrument, reason: 'the trend of the hour has turned' };
        }
        const since = trend > 0 ? mind.sinceDip : mind.sinceRise;
        const turned = trend > 0 ? bar.close > high : bar.close < low;
        if (trend === 0 || since > memory || !turned || high === 0) return;
        mind.sinceDip = memory + 1;
        mind.sinceRise = memory + 1;

        const extreme = trend > 0 ? recent.lower : recent.upper;
        const stop = extreme - trend * fromFloat(options.stopAtr * range, 0, 'down');
        const risk = (bar.close - stop) * trend;
        const target = bar.close + trend * fromFloat(options.targetR * risk, 0, 'ceil');
        const trailBy = fromFloat(options.trailAtr * range, 0, 'ceil');
        if (risk <= 0 || stop <= 0 || target <= 0 || trailBy === 0) return;
        return {
          type: 'signal',
          instrument: bar.instrument,
          side: trend > 0 ? 'buy' : 'sell',
          stop,
          targets: [{ price: target, fraction: options.targetFraction }],
          trailBy,
          reason: `the pullback in the hour's ${trend > 0 ? 'uptrend' : 'downtrend'} has turned`,
        };
      },
    };
  },
});

/** 1 up, -1 down by the last finished hours; 0 where there is no trend to speak of. */
function trendOf(
  mind: { hours: BarBuilder; fast: Ema; slow: Ema; adx: Adx; trend: number },
  bar: Bar,
  minAdx: number,
): number {
  let { trend } = mind;
  for (const { bar: hour } of pushBar(mind.hours, bar)) {
    const fast = pushEma(mind.fast, hour.close);
    const slow = pushEma(mind.slow, hour.close);
    const strength = pushAdx(mind.adx, hour)?.adx;
    const isTrend = fast !== undefined && slow !== undefined && strength !== undefined && strength >= minAdx;
    trend = isTrend ? Math.sign(fast - slow) : 0;
  }
  return trend;
}
