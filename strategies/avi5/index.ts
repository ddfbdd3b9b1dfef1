// AVI-5, adaptive VWAP imbalance (T-1): with the 15-minute trend, a 5-minute close that leaves its VWAP by more than
// theta(hour) sigma is followed, if the book leans the same way, the spread is narrow and no funding is near.
import {
  type Bands,
  type BarBuilder,
  bookImbalance,
  bookSpread,
  createAtr,
  createBarBuilder,
  createEma,
  createVwap,
  type Ema,
  microprice,
  pushAtr,
  pushBar,
  pushEma,
  pushVwap,
  typicalPrice,
} from '@botrc/indicators';
import {
  type Bar,
  type BookView,
  defineStrategy,
  fromFloat,
  type Instrument,
  type StrategyContext,
} from '@botrc/sdk';
import { chanceOf, type Outcomes, settle } from './chance.ts';
import { type Params, params } from './params.ts';

export default defineStrategy({
  name: 'avi5',
  version: '0.1.0',
  params,

  subscribe: (_, { instruments }) =>
    instruments.flatMap(
      ({ id }) =>
        [
          { stream: 'bar', instrument: id, interval: '5m' },
          { stream: 'book', instrument: id, depth: 50 },
          { stream: 'ticker', instrument: id },
        ] as const,
    ),

  // Three 5-minute bars make one of the trend's.
  warmup: ({ window, atr, trendSlow }) => ({ '5m': Math.max(window, 4 * atr, 6 * trendSlow) }),

  create(options, { instruments }) {
    const { window, atr, trendFast, trendSlow } = options;
    const state = Object.fromEntries(
      instruments.map(({ id }) => [
        id,
        {
          vwap: createVwap(window),
          atr: createAtr(atr, 'ema'),
          quarters: createBarBuilder('15m'),
          fast: createEma(trendFast),
          slow: createEma(trendSlow),
          trend: 0,
          // The side on which the last close was beyond its threshold: only the crossing is a trigger.
          beyond: 0,
          record: { won: 0, lost: 0, side: 0, target: 0, hit: false } as Outcomes,
        },
      ]),
    );

    return {
      state,

      onFill(fill, context) {
        const mind = state[fill.instrument];
        if (mind) settle(mind.record, fill, context.position(fill.instrument).quantity);
      },

      onBar(bar, context) {
        const mind = state[bar.instrument];
        if (!mind) return;
        mind.trend = trendOf(mind, bar);
        const bands = pushVwap(mind.vwap, typicalPrice(bar), bar.volume);
        const range = pushAtr(mind.atr, bar);
        const before = mind.beyond;
        mind.beyond = bands ? beyond(bar, bands, options) : 0;
        const side = mind.beyond;
        if (side === 0 || side === before || side !== mind.trend || range === undefined) return;
        if (context.position(bar.instrument).quantity !== 0) return;
        // A bar that was told late is no news any more.
        if (context.nowMs - bar.time > options.maxAgeMs) return;
        const instrument = context.instrument(bar.instrument);
        const book = context.book(bar.instrument);
        if (!book || !bookAgrees(book, side, options) || fundingIsNear(instrument, context, options)) return;

        // Rounded tighter, in whole ticks of the price unit; the core brings prices to the tick.
        const risk = fromFloat(options.stopAtr * range, 0, 'down');
        const stop = bar.close - side * risk;
        const targets = options.targets.map(({ r, fraction }) => ({
          price: bar.close + side * fromFloat(r * risk, 0),
          fraction,
        }));
        if (risk === 0 || stop <= 0 || targets.some((t) => t.price <= 0 || t.price === bar.close)) return;
        const probability = chanceOf(mind.record, options.targets[0]?.r ?? 1, options.priorTrades);
        if (probability < options.minProbability) return;
        mind.record.target = targets[0]?.price ?? 0;
        const sigmas = bands ? Math.abs(bar.close - bands.middle) / bands.sigma : 0;
        return {
          type: 'signal',
          instrument: bar.instrument,
          side: side > 0 ? 'buy' : 'sell',
          stop,
          targets,
          riskR: options.riskR,
          probability,
          expiresMs: options.maxAgeMs,
          reason: `close ${sigmas.toFixed(2)} sigma ${side > 0 ? 'above' : 'below'} the VWAP with trend and book`,
        };
      },
    };
  },
});

/** 1 up, -1 down, by the last finished 15-minute bars; 0 until there are enough. */
function trendOf(mind: { quarters: BarBuilder; fast: Ema; slow: Ema; trend: number }, bar: Bar): number {
  let { trend } = mind;
  for (const { bar: quarter } of pushBar(mind.quarters, bar)) {
    const fast = pushEma(mind.fast, quarter.close);
    const slow = pushEma(mind.slow, quarter.close);
    trend = fast === undefined || slow === undefined ? 0 : Math.sign(fast - slow);
  }
  return trend;
}

/** 1 where the close is more than theta sigma above the VWAP, -1 as far below, 0 between; 0 in a dead hour. */
function beyond(bar: Bar, { middle, sigma }: Bands, { theta, thetaByHour }: Params): number {
  const hour = Math.floor(bar.time / 3_600_000) % 24;
  const own = thetaByHour[hour];
  if (own === null || sigma === 0) return 0;
  const reach = (own ?? theta) * sigma;
  return bar.close > middle + reach ? 1 : bar.close < middle - reach ? -1 : 0;
}

function bookAgrees(book: BookView, side: number, options: Params): boolean {
  const imbalance = bookImbalance(book, options.depth);
  const fair = microprice(book);
  const spread = bookSpread(book);
  const bid = book.bids.price(0);
  if (imbalance === undefined || fair === undefined || spread === undefined || bid === undefined)
    return false;
  const middle = bid + spread / 2;
  if (spread < 0 || (spread / middle) * 10_000 > options.maxSpreadBps) return false;
  return imbalance * side >= options.minImbalance && (fair - middle) * side > 0;
}

/** By the venue's word; where it has none, by whole multiples of the funding interval, as venues pay. */
function fundingIsNear(
  instrument: Instrument,
  context: StrategyContext,
  { fundingMinutes }: Params,
): boolean {
  const every = instrument.fundingIntervalMs;
  if (every === 0) return false;
  const { nowMs } = context;
  const next = context.ticker(instrument.id)?.nextFundingMs ?? (Math.floor(nowMs / every) + 1) * every;
  return next >= nowMs && next - nowMs < fundingMinutes * 60_000;
}
